package cli

import (
	"runtime/debug"
)

// VersionCmd shows what this binary is.
type VersionCmd struct{}

// Run prints the module version and the commit that the binary was built from.
func (*VersionCmd) Run(g *Globals, env *Env) error {
	return tell(env, g, map[string]string{"version": version()}, "plimsoll %s", version())
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && v == "(devel)" {
			v = s.Value[:12]
		}
	}
	return v
}
