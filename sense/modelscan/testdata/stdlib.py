# Lists the functions and classes at the top level of Python's standard library
# by reading its source. Nothing is imported.
import ast, pathlib, sysconfig
root = pathlib.Path(sysconfig.get_paths()["stdlib"])
for path in sorted(root.rglob("*.py")):
    parts = path.relative_to(root).with_suffix("").parts
    if parts[0] in ("site-packages", "dist-packages", "test") or "tests" in parts or "idle_test" in parts:
        continue
    if parts[-1] == "__init__":
        parts = parts[:-1]
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        continue
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and parts and all(p.isidentifier() for p in parts):
            print(".".join(parts), node.name)
