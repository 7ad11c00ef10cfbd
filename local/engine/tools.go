//go:build tools

// Names the Pulumi CLI as this module's one dependency, so that go.mod and go.sum pin it and everything it is built from.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
