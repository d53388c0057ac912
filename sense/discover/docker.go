package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

var (
	fromLine   = lazyregexp.New(`(?i)^\s*FROM\s+(?:--\S+\s+)*(\S+)`)
	pipInstall = lazyregexp.New(`\b(?:pip3?|uv pip|uv|poetry|pipenv|pipx|llm|conda|mamba|micromamba)\s+(?:-[\w-]+\s+)*(?:install|add)\s+([^&|;]+)`)
	npmInstall = lazyregexp.New(`\b(?:npm (?:install|i|add)|yarn add|pnpm add|bun add|npx)\s+([^&|;]+)`)
	ollamaPull = lazyregexp.New(`\bollama\s+(?:pull|run)\s+([\w.:/-]+)`)
	vllmServe  = lazyregexp.New(`\bvllm\s+serve\s+([\w.-]+/[\w.-]+)`)
	// toolCommand is a command line of a tool that only machine learning uses.
	toolCommand = lazyregexp.New(`(?:^|[;&|]\s*|- |\bRUN )\s*(?:/\S*/)?(dvc|mlflow|vllm|wandb|ollama|deepeval|promptfoo|garak|zenml|autotrain|langgraph|chainlit|bentoml|crewai|ilab|ramalama|tfx|kfp)\s+(?:dev|up|build|template|pipeline|deploy|containerize|pull|push|repro|exp|add|metrics|plots|run|server|ui|models|serve|sync|login|test|eval|get|experiments|--model_type|init|stage|params)\b`)
	hubCommand  = lazyregexp.New(`(?:^|[;&|]\s*|- |\bRUN )\s*huggingface-cli\s+(?:download|upload|login|repo|scan-cache)\b`)
	pythonRun   = lazyregexp.New(`\bpython[0-9.]*\s+-m\s+([A-Za-z_][\w.]*)`)
	osInstall   = lazyregexp.New(`\b(?:brew|apt|apt-get|apk|dnf|yum|choco|winget)\s+(?:-\S+\s+)*(?:install|add)\s+([^&|;]+)`)
	pipShow     = lazyregexp.New(`\bpip3?\s+(?:(?:show|uninstall)\s+(?:-y\s+)?|(?:freeze|list)\s*\|\s*grep\s+)([A-Za-z][\w.-]+)`)
	launcher    = lazyregexp.New(`(?:^|[;&|]\s*|- |\bRUN |\bexec )\s*(torchrun|deepspeed|accelerate launch|horovodrun|llama-server|llama-cli)\s`)
	gitHubRepo  = lazyregexp.New(`github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?(?:[/@#\s"']|$)`)
	imageArg    = lazyregexp.New(`\b\w*IMAGE\w*\s*[?:]?=\s*["']?([\w./:@-]+)`)
	pythonCode  = lazyregexp.New(`\bpython[0-9.]*\s+-c\s+["'](.*)`)
	inlineMod   = lazyregexp.New(`\b(?:import|from)\s+([A-Za-z_][\w.]*)`)
	helmSet     = lazyregexp.New(`--set(?:-string|-json)?[ =]["']?([\w.-]{4,80})=`)
	helmCommand = lazyregexp.New(`\bhelm\s+(?:repo add|upgrade|install)\s+([^&|;]+)`)
	cloudCLI    = lazyregexp.New(`\b(aws|gcloud|az)\s+(?:(?:alpha|beta|--\S+)\s+)*([a-z][a-z0-9-]+)\s`)
	hfGet       = lazyregexp.New(`\b(?:huggingface-cli|hf)\s+download\s+([\w.-]+/[\w.-]+)`)
)

// readDockerfile reads base images, installed packages and names.
func readDockerfile(f *file, c *collector) {
	script(f.data, c, func(n int, text string) {
		if m := fromLine().FindStringSubmatch(text); m != nil {
			c.image(m[1], n)
		}
	})
}

// readShell reads package installs, model pulls and names in scripts.
func readShell(f *file, c *collector) { script(f.data, c, nil) }

// script reads lines of shell, with comments cut off.
func script(b []byte, c *collector, each func(int, string)) {
	install := "" // the command whose packages go on in the next line
	eachLine(b, func(n int, text string) {
		if t := strings.TrimSpace(text); t == "" || t[0] == '#' || strings.HasPrefix(t, "::") || strings.HasPrefix(t, "REM ") {
			return
		}
		if i := strings.Index(text, " #"); i >= 0 {
			text = text[:i]
		}
		if install != "" {
			c.shellLine(install+text, n)
		}
		install = openInstall(install + text)
		if each != nil {
			each(n, text)
		}
		if strings.Contains(text, "IMAGE") {
			if m := imageArg().FindStringSubmatch(text); m != nil {
				c.image(m[1], n)
			}
		}
		c.shellLine(text, n)
		c.quotedRoles(text, n)
		start := 0
		for i := 0; i <= len(text); i++ {
			if i < len(text) && strings.IndexByte(" \t\"'=,;()", text[i]) < 0 {
				continue
			}
			if i-start >= 3 {
				c.words(text[start:i], n, Declared)
			}
			start = i + 1
		}
	})
}

// openInstall gives the install command that a line leaves open with a backslash.
func openInstall(text string) string {
	if !strings.HasSuffix(strings.TrimSpace(text), `\`) {
		return ""
	}
	last := text[strings.LastIndexAny(text, "&;|")+1:]
	switch {
	case pipInstall().MatchString(last):
		return "pip install "
	case npmInstall().MatchString(last):
		return "npm install "
	}
	return ""
}

// launchers and osManagers are words of the expressions above, for a cheap test
// before them.
var (
	launchers  = []string{"torchrun", "deepspeed", "accelerate launch", "horovodrun", "llama-"}
	osManagers = []string{"brew ", "apt ", "apt-get ", "apk ", "dnf ", "yum ", "choco ", "winget "}
)

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// quotedRoles looks for names of roles, which have blanks, in the quotes of a line.
func (c *collector) quotedRoles(text string, n int) {
	for _, q := range []string{`"`, `'`} {
		for i, part := range strings.Split(text, q) {
			if i%2 == 1 {
				c.role(part, n, Declared)
			}
		}
	}
}

// toolNames are the tools of toolCommand, for a cheap test before it.
var toolNames = []string{"dvc ", "mlflow ", "vllm ", "wandb ", "ollama ", "deepeval ", "promptfoo ", "garak ", "zenml ", "autotrain ", "langgraph ", "chainlit ", "bentoml ", "crewai ", "ilab ", "ramalama ", "tfx ", "kfp "}

// shellLine reads what one command line installs or pulls.
func (c *collector) shellLine(text string, n int) {
	for _, tool := range toolNames {
		if !strings.Contains(text, tool) {
			continue
		}
		if m := toolCommand().FindStringSubmatch(text); m != nil {
			c.hit(c.set.Match("pypi", m[1]), m[1], n, Inferred)
		}
		break
	}
	if strings.Contains(text, "huggingface-cli ") && hubCommand().MatchString(text) {
		c.hit(c.set.Get("pypi", "huggingface-hub"), "huggingface-hub", n, Inferred)
	}
	if strings.Contains(text, " -m ") {
		if m := pythonRun().FindStringSubmatch(text); m != nil {
			if sig := c.set.Under("py", m[1], "."); sig != nil && sig.Strength == signal.Strong {
				c.python(m[1], n)
			}
		}
	}
	if strings.Contains(text, "ollama") || strings.Contains(text, "vllm") || strings.Contains(text, "download") {
		c.shellModel(text, n)
	}
	if strings.Contains(text, "--model") || strings.Contains(text, "docker") || strings.Contains(text, "podman") {
		c.shellArgs(text, n)
	}
	if strings.Contains(text, "github.com") && (strings.Contains(text, "git clone") || strings.Contains(text, "curl ") || strings.Contains(text, "wget ") || strings.Contains(text, "git+")) {
		for _, m := range gitHubRepo().FindAllStringSubmatch(text, 5) {
			c.hit(c.set.Match("repo", m[1]), "", n, Inferred)
		}
	}
	if strings.Contains(text, "--set") {
		for _, m := range helmSet().FindAllStringSubmatch(text, 20) {
			c.settingName(m[1], n, Declared)
		}
	}
	if strings.Contains(text, "helm ") {
		for _, m := range helmCommand().FindAllStringSubmatch(text, 3) {
			for _, w := range strings.Fields(m[1]) {
				name := w[strings.LastIndexByte(w, '/')+1:]
				c.hit(c.set.Get("helm", name), name, n, Inferred)
			}
		}
	}
	if strings.Contains(text, "aws ") || strings.Contains(text, "gcloud ") || strings.Contains(text, "az ") {
		c.cloudCommand(text, n)
	}
	if strings.Contains(text, " -c ") {
		if m := pythonCode().FindStringSubmatch(text); m != nil {
			for _, i := range inlineMod().FindAllStringSubmatch(m[1], 5) {
				c.python(i[1], n)
			}
		}
	}
	if containsAny(text, launchers) {
		if m := launcher().FindStringSubmatch(text); m != nil {
			c.hit(c.set.Get("ospkg", strings.Fields(m[1])[0]), "", n, Inferred)
		}
	}
	if strings.Contains(text, "pip") {
		if m := pipShow().FindStringSubmatch(text); m != nil {
			c.pkg("pypi", m[1], "", n, false)
		}
	}
	if !strings.Contains(text, "install") && !strings.Contains(text, "add") && !strings.Contains(text, "npx") {
		return
	}
	if containsAny(text, osManagers) {
		for _, m := range osInstall().FindAllStringSubmatch(text, 5) {
			for _, p := range strings.Fields(m[1]) {
				c.hit(c.set.Match("ospkg", p), "", n, Declared)
			}
		}
	}
	for _, m := range pipInstall().FindAllStringSubmatch(text, 5) {
		for _, p := range strings.Fields(m[1]) {
			if !strings.HasPrefix(p, "-") {
				c.requirement(strings.Trim(p, `"'`), n, false)
			}
		}
	}
	for _, m := range npmInstall().FindAllStringSubmatch(text, 5) {
		for _, p := range strings.Fields(m[1]) {
			p = strings.Trim(p, `"'`)
			if i := strings.LastIndexByte(p, '@'); i > 0 {
				p = p[:i]
			}
			if !strings.HasPrefix(p, "-") {
				c.pkg("npm", p, "", n, false)
			}
		}
	}
}

// cloudCommand reads the service that a cloud's command line is asked for.
func (c *collector) cloudCommand(text string, n int) {
	for _, m := range cloudCLI().FindAllStringSubmatch(text, 5) {
		if m[1] == "aws" {
			c.hit(c.set.Match("aws", m[2]), "", n, Inferred)
		} else {
			c.hit(c.set.Get("cli", m[1]+" "+m[2]), "", n, Inferred)
		}
	}
}

// shellModel reads what a line pulls or serves.
func (c *collector) shellModel(text string, n int) {
	for _, m := range ollamaPull().FindAllStringSubmatch(text, 5) {
		c.named(c.format("model-argument"), m[1], n, Declared)
	}
	for _, re := range []lazyregexp.Regexp{vllmServe, hfGet} {
		if m := re().FindStringSubmatch(text); m != nil {
			c.named(c.format("model-argument"), m[1], n, Declared)
		}
	}
}

// shellArgs reads model arguments and images of a command line.
func (c *collector) shellArgs(text string, n int) {
	fields := strings.Fields(text)
	for i, w := range fields {
		if !strings.HasPrefix(w, "--model") {
			continue
		}
		modelArgs(&node{line: n, text: strings.Join(fields[i:min(i+2, len(fields))], " ")}, c)
	}
	if strings.Contains(text, "docker run") || strings.Contains(text, "docker pull") || strings.Contains(text, "podman run") {
		for _, w := range fields {
			if strings.Contains(w, "/") && !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "/") {
				c.image(w, n)
			}
		}
	}
}

// listed looks at the quoted texts of a list in settings.
func (c *collector) listed(text string, n int) {
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			c.words(part, n, Declared)
		}
	}
}

// readSettings reads .env, .ini, .properties, .toml and other key = value
// settings: the key by its name, the value only for hosts and models.
func readSettings(f *file, c *collector) {
	settings := settingFile(f)
	eachLine(f.data, func(n int, text string) {
		t := strings.TrimSpace(text)
		if t == "" || t[0] == '#' || t[0] == ';' || t[0] == '/' && strings.HasPrefix(t, "//") {
			return
		}
		t = strings.TrimPrefix(t, "export ")
		if t[0] == '"' || t[0] == '\'' || t[0] == '[' {
			c.listed(t, n)
		}
		if strings.Contains(t, "--model") { // a task that runs a command
			c.shellLine(t, n)
		}
		i := strings.IndexAny(t, "=:")
		if i < 0 {
			c.words(t, n, Declared)
			return
		}
		key, value := strings.Trim(strings.TrimSpace(t[:i]), `"'`), strings.Trim(strings.TrimSpace(t[i+1:]), `"',`)
		c.words(key, n, Declared)
		if settings {
			c.settingName(key, n, Declared)
			c.provider(key, value, n)
		}
		c.words(value, n, Declared)
		if strings.HasPrefix(value, "[") {
			c.listed(value, n)
		}
		if modelEnv[key] {
			c.modelSetting(value, n)
		}
	})
}
