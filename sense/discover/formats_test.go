package discover

import "testing"

// formatCases have one small file for each source and what it must show.
var formatCases = []struct {
	name, file, text string
	want             map[string]string
}{
	{"an import inside a try block", "a.py", "try:\n    import vllm\nexcept ImportError:\n    pass\n", map[string]string{"library/vllm/vllm": "a.py:2"}},
	{"a from import over several lines", "a.py", "from google.cloud import (\n    storage,\n    aiplatform,\n)\n", map[string]string{"library/google/google-cloud-aiplatform": "a.py:1"}},
	{"a dynamic import", "a.py", "import importlib\nm = importlib.import_module(\"anthropic\")\n", map[string]string{"library/anthropic/anthropic": "a.py:2"}},
	{"a client of a cloud AI service", "a.py", "import boto3\nc = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")\ns = boto3.client('s3')\n", map[string]string{"ai-service/aws/amazon-bedrock": "a.py:2"}},
	{"a model and a data set of the hub", "a.py", "from transformers import AutoTokenizer\nfrom datasets import load_dataset\nt = AutoTokenizer.from_pretrained(\n    \"acme/tok\")\nd = load_dataset(\"acme/rows\")\n",
		map[string]string{"library/hugging-face/transformers": "a.py:1", "library/hugging-face/datasets": "a.py:2", "model/hugging-face/acme/tok": "a.py:4", "dataset/hugging-face/acme/rows": "a.py:5"}},
	{"an import in JavaScript with a sub path", "a.mjs", "import { x } from '@langchain/openai/dist/x'\nconst o = require(\"openai\")\n", map[string]string{"library/langchain/@langchain/openai": "a.mjs:1", "library/openai/openai": "a.mjs:2"}},
	{"a type import and a re-export", "a.ts", "import type { A } from \"@anthropic-ai/sdk\"\nexport * from '@google/genai'\n", map[string]string{"library/anthropic/@anthropic-ai/sdk": "a.ts:1", "library/google/@google/genai": "a.ts:2"}},
	{"a Go import block with an alias", "a.go", "package a\n\nimport (\n\topenai \"github.com/sashabaranov/go-openai\"\n\t\"github.com/openai/openai-go/v2/option\"\n)\n", map[string]string{"library/-/go-openai": "a.go:4", "library/openai/openai-go": "a.go:5"}},
	{"Java and Kotlin imports", "A.java", "package a;\nimport dev.langchain4j.model.chat.ChatModel;\nimport static org.springframework.ai.x.Y.z;\n", map[string]string{"library/langchain4j/langchain4j": "A.java:2", "library/spring/spring-ai": "A.java:3"}},
	{"C# usings behind a byte order mark", "a.cs", "\ufeffusing Microsoft.SemanticKernel;\nglobal using OpenAI.Chat;\n", map[string]string{"library/microsoft/microsoft.semantickernel": "a.cs:1", "library/openai/openai": "a.cs:2"}},
	{"Rust paths", "a.rs", "use async_openai::{Client, types::*};\nfn f<'a>(x: &'a str) { let t = candle_core::Tensor::new(x); }\n", map[string]string{"library/-/async-openai": "a.rs:1", "library/hugging-face/candle-core": "a.rs:2"}},
	{"a manifest of Python", "pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\n  \"openai>=1\",\n  'crewai[tools]~=0.1 ; python_version>\"3\"',\n]\n[tool.poetry.group.dev.dependencies]\nmlflow = {version = \"^2\"}\n",
		map[string]string{"library/openai/openai": "pyproject.toml:4", "library/crewai/crewai": "pyproject.toml:5", "library/mlflow/mlflow": "pyproject.toml:8"}},
	{"a lock file", "uv.lock", "[[package]]\nname = \"torch\"\nversion = \"2.4.0\"\n\n[[package]]\nname = \"flask\"\n", map[string]string{"library/pytorch/torch": "uv.lock:2"}},
	{"conda", "environment.yml", "dependencies:\n  - python=3.11\n  - pytorch::pytorch=2.1\n  - pip:\n    - openai\n", map[string]string{"library/pytorch/torch": "environment.yml:3", "library/openai/openai": "environment.yml:5"}},
	{"pnpm", "pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n\n  openai@4.52.0:\n    resolution: {}\n\n  '@ai-sdk/openai@1.0.0(zod@3)':\n    resolution: {}\n", map[string]string{"library/openai/openai": "pnpm-lock.yaml:4", "library/vercel/@ai-sdk/openai": "pnpm-lock.yaml:7"}},
	{"Go modules", "go.mod", "module x\n\nrequire (\n\tgithub.com/tmc/langchaingo v0.1.0\n\tgithub.com/pkg/errors v0.9.0\n)\n", map[string]string{"library/langchaingo/langchaingo": "go.mod:4"}},
	{"Maven", "pom.xml", "<project>\n<dependencies>\n<dependency>\n<groupId>dev.langchain4j</groupId>\n<artifactId>langchain4j-open-ai</artifactId>\n</dependency>\n</dependencies>\n</project>\n", map[string]string{"library/langchain4j/langchain4j": "pom.xml:5"}},
	{"Gradle", "build.gradle.kts", "dependencies {\n  implementation(\"org.springframework.ai:spring-ai-core:1.0.0\")\n}\n", map[string]string{"library/spring/spring-ai": "build.gradle.kts:2"}},
	{"NuGet", "a.csproj", "<Project>\n<ItemGroup>\n<PackageReference Include=\"Microsoft.SemanticKernel\" Version=\"1.2.3\" />\n</ItemGroup>\n</Project>\n", map[string]string{"library/microsoft/microsoft.semantickernel": "a.csproj:3"}},
	{"Cargo", "Cargo.toml", "[package]\nname = \"x\"\n[dependencies]\nllm = { package = \"async-openai\", version = \"0.2\" }\n", map[string]string{"library/-/async-openai": "Cargo.toml:4"}},
	{"a Dockerfile", "Dockerfile", "FROM nvcr.io/nvidia/tritonserver:24.01-py3 AS base\nRUN pip install --no-cache-dir torch==2.1 flask\nENV HF_TOKEN=hf_secret\n", map[string]string{"runtime/nvidia/triton-inference-server": "Dockerfile:1", "library/pytorch/torch": "Dockerfile:2", "credential/hugging-face/hf_token": "Dockerfile:3"}},
	{"a Helm template that is no YAML", "templates/isvc.yaml", "{{- if .Values.on }}\napiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: {{ .Release.Name }}-llm\n{{- end }}\n", map[string]string{"deployment/kserve/llm": "templates/isvc.yaml:3"}},
	{"values with a repository", "values.yaml", "image:\n  registry: docker.io\n  repository: ollama/ollama\n  tag: 0.3\n", map[string]string{"runtime/ollama/ollama": "values.yaml:3"}},
	{"Kustomize", "kustomization.yaml", "images:\n- name: app\n  newName: ghcr.io/huggingface/text-generation-inference\n", map[string]string{"runtime/hugging-face/tgi": "kustomization.yaml:3"}},
	{"a Terraform plan", "plan.json", `{"format_version": "1.2", "resource_changes": [` + "\n" + `{"address": "aws_kendra_index.a", "mode": "managed", "type": "aws_kendra_index", "name": "a"}]}`, map[string]string{"ai-service/aws/a": "plan.json:2"}},
	{"a Terraform state", "x.tfstate", `{"version": 4, "serial": 3, "terraform_version": "1.9.0", "resources": [` + "\n" + `{"mode": "managed", "type": "azurerm_cognitive_account", "name": "oai", "instances": []}]}`, map[string]string{"ai-service/microsoft/oai": "x.tfstate:2"}},
	{"CloudFormation with tags", "cfn.yaml", "Resources:\n  Bot:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      Role: !GetAtt R.Arn\n", map[string]string{"agent/aws/bot": "cfn.yaml:3"}},
	{"Bicep", "main.bicep", "// resource no 'Microsoft.CognitiveServices/accounts@2023-05-01'\nresource oai 'Microsoft.CognitiveServices/accounts@2023-05-01' = {\n  kind: 'OpenAI'\n}\n", map[string]string{"ai-service/microsoft/oai": "main.bicep:2"}},
	{"AWS Config", "config.json", `{"configurationItems": [` + "\n" + `{"resourceType": "AWS::SageMaker::Endpoint", "resourceName": "score", "ARN": "arn:aws:sagemaker:eu-west-1:1:endpoint/score", "awsRegion": "eu-west-1"}]}`, map[string]string{"deployment/aws/score": "config.json:2"}},
	{"AWS Resource Explorer", "explorer.json", `{"Resources": [` + "\n" + `{"Arn": "arn:aws:bedrock:eu-west-1:1:agent/A7", "ResourceType": "bedrock:agent", "Region": "eu-west-1"}, {"Arn": "arn:aws:s3:::b", "ResourceType": "s3:bucket"}]}`, map[string]string{"ai-service/aws/a7": "explorer.json:2"}},
	{"CycloneDX in XML", "bom.xml", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\n<components>\n<component type=\"library\"><name>torch</name><purl>pkg:pypi/torch@2.1</purl></component>\n</components>\n</bom>\n", map[string]string{"library/pytorch/torch": "bom.xml:3"}},
	{"SPDX tag-value", "a.spdx", "SPDXVersion: SPDX-2.3\nPackageName: o\nExternalRef: PACKAGE-MANAGER purl pkg:pypi/openai@1\n", map[string]string{"library/openai/openai": "a.spdx:3"}},
	{"CycloneDX 1.7 with a service", "s.cdx.json", `{"bomFormat": "CycloneDX", "specVersion": "1.7", "services": [` + "\n" + `{"name": "x", "endpoints": ["https://u:p@api.anthropic.com/v1"]}]}`, map[string]string{"ai-service/anthropic/anthropic-api": "s.cdx.json:2"}},
	{"a policy of IAM", "policy.json", `{"Statement": [{"Effect": "Allow",` + "\n" + `"Action": ["bedrock:InvokeModel", "s3:GetObject"], "Resource": "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"}]}`, map[string]string{"ai-service/aws/amazon-bedrock": "policy.json:2", "model/aws/anthropic.claude-3-haiku-20240307-v1:0": "policy.json:2"}},
	{"a request for a graphics card beside a model server", "pod.yaml", "kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - image: vllm/vllm-openai\n    resources: {limits: {nvidia.com/gpu: 1}}\n", map[string]string{"runtime/vllm/vllm": "pod.yaml:5", "accelerator/nvidia/nvidia.com/gpu": "pod.yaml:6"}},
	{"model names in SQL", "m.sql", "-- gpt-4\ncreate extension if not exists vector;\ninsert into m values ('gpt-4o');\n", map[string]string{"vector-store/pgvector/pgvector": "m.sql:2", "model/openai/gpt-4o": "m.sql:3"}},
	{"a sample of a settings file", "appsettings.json.azure-example", "{\n\"AzureOpenAI\": {\"Endpoint\": \"\"}}", map[string]string{"setting/microsoft/azure-openai": "appsettings.json.azure-example:2"}},
	{"a package that a page loads", "index.html", "<p>text</p>\n<script type=\"module\" src=\"https://unpkg.com/deep-chat@2.0.1/dist/deepChat.bundle.js\"></script>\n", map[string]string{"library/deep-chat/deep-chat": "index.html:2"}},
	{"a host that is filled in at run time", "a.rs", "fn f(region: &str) { let h = format!(\"bedrock-runtime.{region}.amazonaws.com\"); }\n", map[string]string{"ai-service/aws/amazon-bedrock": "a.rs:1"}},
	{"a model by the scheme of its hub", "a.py", "SOURCE = \"hf://acme/lamp-7b\"\nCACHE = \"ollama://lamp:7b\"\n", map[string]string{"model/hugging-face/acme/lamp-7b": "a.py:1", "model/-/lamp:7b": "a.py:2"}},
	{"a Python module that a script runs", "run.sh", "python3 -m vllm.entrypoints.openai.api_server --port 80\n", map[string]string{"library/vllm/vllm": "run.sh:1"}},
	{"a tool by its full path", "run.sh", "/usr/bin/ollama serve &\n", map[string]string{"library/ollama/ollama": "run.sh:1"}},
	{"a download whose model is a variable", "get.sh", "huggingface-cli download --local-dir $d $repo\n", map[string]string{"library/hugging-face/huggingface-hub": "get.sh:1"}},
	{"a Terraform variable for a key", "variables.tf", "variable \"hf_api_token\" {\n  default = null\n}\n", map[string]string{"credential/hugging-face/hf_api_token": "variables.tf:1"}},
	{"an agent that is declared in YAML", "process.yaml", "nodes:\n  - id: write\n    agent:\n      type: chat_completion_agent\n", map[string]string{"agent/microsoft/chat_completion_agent": "process.yaml:4"}},
	{"models in the values of a chart", "values.yaml", "ollama:\n  models:\n    pull: [lamp]\n", map[string]string{"setting/ollama/ollama": "values.yaml:1 values.yaml:2"}},
	{"configuration of Spring", "application.properties", "server.port=80\nspring.ai.openai.chat.options.model=gpt-4o\n", map[string]string{"setting/spring/spring-ai": "application.properties:2", "model/openai/gpt-4o": "application.properties:2"}},
	{"configuration of .NET", "appsettings.json", "{\n\"AzureOpenAI\": {\"Endpoint\": \"\"}}", map[string]string{"setting/microsoft/azure-openai": "appsettings.json:2"}},
	{"Azure Resource Graph", "graph.json", `{"data": [` + "\n" + `{"id": "/subscriptions/1/x", "name": "oai-prod", "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI"}]}`, map[string]string{"ai-service/microsoft/oai-prod": "graph.json:2"}},
	{"GCP Asset Inventory", "assets.json", `{"name": "//aiplatform.googleapis.com/projects/p/locations/l/endpoints/7", "assetType": "aiplatform.googleapis.com/Endpoint"}` + "\n" + `{"name": "//storage.googleapis.com/b", "assetType": "storage.googleapis.com/Bucket"}`, map[string]string{"deployment/google/7": "assets.json:1"}},
	{"CycloneDX", "bom.json", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [` + "\n" + `{"type": "machine-learning-model", "name": "scorer"},` + "\n" + `{"type": "library", "name": "torch", "purl": "pkg:pypi/torch@2.1.0"}]}`, map[string]string{"model/-/scorer": "bom.json:2", "library/pytorch/torch": "bom.json:3"}},
	{"SPDX 2.3", "a.spdx.json", `{"spdxVersion": "SPDX-2.3", "packages": [` + "\n" + `{"name": "o", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:npm/%40anthropic-ai/sdk@1"}]}]}`, map[string]string{"library/anthropic/@anthropic-ai/sdk": "a.spdx.json:2"}},
	{"SPDX 3.0", "b.spdx.json", `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [` + "\n" + `{"type": "ai_AIPackage", "name": "m"},` + "\n" + `{"type": "dataset_DatasetPackage", "name": "d"}]}`, map[string]string{"model/-/m": "b.spdx.json:2", "dataset/-/d": "b.spdx.json:3"}},
	{"a model card", "README.md", "---\nlicense: mit\npipeline_tag: text-generation\nlibrary_name: transformers\nmodel-index:\n- name: lamp-7b\n---\n# Lamp\n", map[string]string{"model/hugging-face/lamp-7b": "README.md:3"}},
	{"the hub's cache", "hub/models--acme--lamp/refs/main", "0123", map[string]string{"model/hugging-face/acme/lamp": "hub/models--acme--lamp/refs/main:0"}},
	{"a hub repository", "lamp/config.json", "{\"architectures\": [\"BertModel\"],\n\"model_type\": \"bert\"}", map[string]string{"model/hugging-face/lamp": "lamp/config.json:2"}},
	{"MLflow", "model/MLmodel", "artifact_path: model\nflavors:\n  sklearn: {}\n", map[string]string{"model/mlflow/model": "model/MLmodel:2"}},
	{"DVC", "dvc.yaml", "stages:\n  train: {cmd: x}\nartifacts:\n  clf:\n    type: model\n    path: m.pkl\n", map[string]string{"pipeline/iterative/001": "dvc.yaml:1", "model/iterative/clf": "dvc.yaml:4"}},
	{"Triton", "m/config.pbtxt", "name: \"yolo\"\nplatform: \"onnxruntime_onnx\"\ninput [ ]\n", map[string]string{"model/nvidia/yolo": "m/config.pbtxt:1"}},
	{"Ollama", "Modelfile", "FROM lamp:8b\nPARAMETER temperature 1\n", map[string]string{"model/ollama/lamp:8b": "Modelfile:1"}},
	{"Ollama's store", "manifests/registry.ollama.ai/library/lamp/8b", `{"layers": [` + "\n" + `{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:1"}]}`, map[string]string{"model/ollama/lamp:8b": "manifests/registry.ollama.ai/library/lamp/8b:2"}},
	{"keys in camel case", "values.yaml", "app:\n  openAiEndpoint: https://x\n  openAiKey: y\n", map[string]string{"setting/openai/openaiendpoint": "values.yaml:2", "credential/openai/openaikey": "values.yaml:3"}},
	{"a key of a local model server with dashes", "config.toml", "ollama-url = \"http://localhost:11434\"\n", map[string]string{"setting/ollama/ollama-url": "config.toml:1"}},
	{"a key in Pascal case that a program reads", "a.cs", "class A { string e = cfg[\"AzureOpenAiServiceEndpoint\"]; }\n", map[string]string{"setting/openai/azureopenaiserviceendpoint": "a.cs:1"}},
	{"an option of a command line", "a.cs", "class A { object o = new Option(name: \"--openaiendpoint\"); }\n", map[string]string{"setting/openai/openaiendpoint": "a.cs:1"}},
	{"the provider that a setting chooses", "app.yaml", "store:\n  qdrant_url: x\n  chatProvider: anthropic\n", map[string]string{"setting/qdrant/qdrant_url": "app.yaml:2", "ai-service/anthropic/anthropic": "app.yaml:3"}},
	{"versions of packages as properties", "Directory.Build.props", "<Project>\n<PropertyGroup>\n<AzureOpenAIVersion>1.0</AzureOpenAIVersion>\n<WebAssemblyVersion>7</WebAssemblyVersion>\n</PropertyGroup>\n</Project>\n", map[string]string{"setting/openai/azureopenaiversion": "Directory.Build.props:3"}},
	{"a version as a property of Maven", "pom.xml", "<project>\n<properties>\n<langchain4j.version>1.0</langchain4j.version>\n</properties>\n</project>\n", map[string]string{"setting/langchain/langchain4j.version": "pom.xml:3"}},
	{"a provider's settings and a role in Terraform", "main.tf", "provider \"azurerm\" {\n  features {\n    cognitive_account {}\n  }\n}\nresource \"azurerm_role_assignment\" \"a\" {\n  role_definition_name = \"Cognitive Services OpenAI User\"\n}\n",
		map[string]string{"setting/microsoft/cognitive_account": "main.tf:3", "setting/microsoft/cognitive-services-role": "main.tf:7"}},
	{"inputs and outputs in Bicep", "main.bicep", "param openAiSkuName string\noutput AZURE_OPENAI_ENDPOINT string = ai.outputs.endpoint\n", map[string]string{"setting/openai/openaiskuname": "main.bicep:1", "setting/microsoft/azure_openai_endpoint": "main.bicep:2"}},
	{"a managed policy", "role.ts", "const p = \"arn:aws:iam::aws:policy/AmazonSageMakerFullAccess\"\n", map[string]string{"setting/aws/amazon-sagemaker-policy": "role.ts:1"}},
	{"a policy template of SAM", "template.yaml", "Policies:\n- RekognitionDetectOnlyPolicy: {}\n", map[string]string{"setting/aws/amazon-rekognition-policy": "template.yaml:2"}},
	{"a task of Step Functions", "flow.asl.json", "{\"States\": {\"a\":\n{\"Resource\": \"arn:aws:states:::aws-sdk:rekognition:detectLabels\"}}}", map[string]string{"ai-service/aws/amazon-rekognition": "flow.asl.json:2"}},
	{"a service out of the whole CDK", "stack.ts", "import { aws_bedrock as bedrock, aws_s3 } from \"aws-cdk-lib\";\n", map[string]string{"library/aws/aws-cdk-lib": "stack.ts:1"}},
	{"a task that names a model", "Cargo.toml", "[tasks]\nchat = '''\n  cargo run -- --model=codellama:latest\n'''\n", map[string]string{"model/meta/codellama:latest": "Cargo.toml:3"}},
	{"a program that is a template", "predict.py.tmpl", "import mlflow\n", map[string]string{"library/mlflow/mlflow": "predict.py.tmpl:1"}},
	{"packages over several lines", "Dockerfile", "RUN pip3 --no-cache-dir install flask \\\n    catboost \\\n    pandas\n", map[string]string{"library/yandex/catboost": "Dockerfile:2"}},
	{"an image that an argument names", "Containerfile", "ARG SERVER_IMAGE=quay.io/ai-lab/llamacpp_python:latest\n", map[string]string{"runtime/podman-ai-lab/podman-ai-lab": "Containerfile:1"}},
	{"a repository that a script clones", "build.sh", "git clone --branch v0.7.2 https://github.com/pgvector/pgvector.git\n", map[string]string{"vector-store/pgvector/pgvector": "build.sh:1"}},
	{"a statement inside a program", "a.py", "q = \"CREATE EXTENSION IF NOT EXISTS vector\"\n", map[string]string{"vector-store/pgvector/pgvector": "a.py:1"}},
	{"the binding of a worker", "wrangler.jsonc", "{\n\"ai\": {\"binding\": \"AI\"}}", map[string]string{"ai-service/cloudflare/workers-ai": "wrangler.jsonc:2"}},
	{"a compiled pipeline", "flow.yaml", "metadata:\n  annotations:\n    pipelines.kubeflow.org/kfp_sdk_version: 1.4.0\n", map[string]string{"pipeline/kubeflow/kubeflow-pipelines": "flow.yaml:3"}},
	{"a recorded run that is pickled", "run.pickle", "\x80\x04\x95\x20\x00\x00\x00\x00\x00\x00\x00\x8c\x17langchain.schema.messages\x94.", map[string]string{"library/langchain/langchain": "run.pickle:0"}},
	{"a logger in XML", "logback.xml", "<configuration>\n<logger name=\"dev.langchain4j.model\" level=\"DEBUG\"/>\n</configuration>\n", map[string]string{"library/langchain4j/langchain4j": "logback.xml:2"}},
	{"a recorded request", "t.httprr", "POST https://api.openai.com/v1/chat/completions HTTP/1.1\n", map[string]string{"ai-service/openai/openai-api": "t.httprr:1"}},
	{"a list of requirements with a name of its own", "setup.py", "packages = [\"sagemaker==2.93.0\"]\nsetup(install_requires=packages)\n", map[string]string{"library/aws/sagemaker": "setup.py:1"}},
	{"the command line of a cloud", "up.sh", "gcloud beta ai models list --region x\naws s3 ls\naws sagemaker list-endpoints\n", map[string]string{"ai-service/google/vertex-ai": "up.sh:1", "ai-service/aws/amazon-sagemaker": "up.sh:3"}},
	{"a chart that a script installs", "up.sh", "helm repo add x https://charts.example\nhelm upgrade --install q x/qdrant\n", map[string]string{"vector-store/qdrant/qdrant": "up.sh:2"}},
	{"a header that only one service reads", "a.go", "package a\n\nfunc f() { h.Set(\"Anthropic-Version\", \"2023-06-01\") }\n", map[string]string{"ai-service/anthropic/anthropic-api": "a.go:3"}},
	{"a credential for a node of a workflow", "credentials/x.json", "{\"type\": \"ollamaApi\",\n\"nodesAccess\": [{\"nodeType\": \"@n8n/n8n-nodes-langchain.lmOllama\"}]}", map[string]string{"library/n8n/ai-nodes": "credentials/x.json:2"}},
	{"what a chart is given", "ci.sh", "helm upgrade x . --set ollama.service.port=11434\n", map[string]string{"setting/ollama/ollama.service.port": "ci.sh:1"}},
	{"a lock file of a chart", "Chart.lock", "dependencies:\n- name: qdrant\n  version: 1.0.0\n", map[string]string{"vector-store/qdrant/qdrant": "Chart.lock:2"}},
	{"a role by its number", "main.bicep", "var role = '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'\n", map[string]string{"setting/microsoft/cognitive-services-role": "main.bicep:1"}},
	{"a shell script that is a template", "boot.sh.tpl", "pip install torch\n", map[string]string{"library/pytorch/torch": "boot.sh.tpl:1"}},
	{"an agent's skill", "skills/x/SKILL.md", "---\nname: mend\ndescription: mends lamps\n---\n", map[string]string{"agent-config/-/mend": "skills/x/SKILL.md:2"}},
	{"a crew of agents", "agents.yaml", "writer:\n  role: Writer\n  goal: Write\n  backstory: Old\n", map[string]string{"agent/crewai/writer": "agents.yaml:1"}},
	{"a workflow that runs an assistant", ".github/workflows/r.yml", "jobs:\n  r:\n    steps:\n    - uses: anthropics/claude-code-action@v1\n", map[string]string{"ai-service/anthropic/claude-code-action": ".github/workflows/r.yml:4"}},
}

func TestEachSourceShowsItsAssetsAtTheirLines(t *testing.T) {
	t.Parallel()
	for _, c := range formatCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			copied := map[string]string{}
			for k, v := range c.want {
				copied[k] = v
			}
			want(t, scanTree(t, tree_(t, map[string]string{c.file: c.text}), Options{}), copied)
		})
	}
}
