//go:build tools

// Names Pulumi's language host for YAML, so that go.mod and go.sum pin it and everything it is built from. A module of
// its own: the host is built with an older Pulumi than the CLI, which it talks to over gRPC.
package yaml

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
