// Package discover finds the AI in a tree of files: packages and imports,
// model files and cards, hosted services, keys by name, container images,
// Kubernetes, Terraform and cloud resources, bills of materials, agent and MCP
// configuration. Scan walks the paths, hands each file to the readers that know
// its form, and returns assets with a confidence and the file and line they
// rest on, clustered into proposed AI systems with the reason. What gives AI
// away is data in package signal; a reader only knows how to find names in a
// format. Nothing is executed, fetched or followed out of the tree, every
// reader is bounded in size and depth, and identical input gives identical
// output. The package stands alone: it knows no records and no server.
package discover
