package discover

import "testing"

func TestTypesOfAPackageCountWhereTheWholeProjectUsesItsNamespace(t *testing.T) {
	t.Parallel()
	code := "class A { IChatClient c; SearchClient s; }\n"
	project := "<Project>\n<ItemGroup>\n<PackageReference Include=\"Microsoft.Extensions.AI\" />\n</ItemGroup>\n</Project>\n"
	root := tree_(t, map[string]string{
		"app/App.csproj":           project,
		"app/GlobalUsings.cs":      "global using Microsoft.Extensions.AI;\n",
		"app/deep/Service.cs":      code,
		"other/Other.csproj":       "<Project/>\n",
		"other/Service.cs":         code,
		"by-file/By.csproj":        "<Project>\n<ItemGroup>\n<Using Include=\"Microsoft.Extensions.AI\" />\n</ItemGroup>\n</Project>\n",
		"by-file/Service.cs":       code,
		"pages/_Imports.razor":     "@using Microsoft.Extensions.AI\n",
		"pages/chat/Answer.razor":  "@inject IChatClient Client\n",
		"elsewhere/Question.razor": "@inject IChatClient Client\n",
	})
	want(t, scanTree(t, root, Options{}), map[string]string{
		"library/microsoft/microsoft.extensions.ai": "app/App.csproj:3 app/GlobalUsings.cs:1 app/deep/Service.cs:1 by-file/By.csproj:3 by-file/Service.cs:1 pages/_Imports.razor:1 pages/chat/Answer.razor:1",
	})
}

func TestATypeBelongsToANamespaceThatIsASignal(t *testing.T) {
	t.Parallel()
	set := mustSignals(t)
	for _, s := range set.All() {
		if s.On == "type" && set.Get("cs", s.Name) == nil {
			t.Errorf("%s names %q, which is no row of cs", s.ID(), s.Name)
		}
	}
}
