"""Writes the dashboards as TypeScript, against the types of `@grafana/schema`, for .ci/dashboards to compile.

    python -m tests.deploy.grafana_types SCHEMA FOLDER

SCHEMA is `dist/types` of the package.  As literals of those types, neither an unknown field nor a wrong value compiles.
What the package has no types for, the fields of a data source, is left out.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.deploy.dashboards import FILES, Json, read

QUERY = {"refId", "hide", "datasource"}
"""Fields that a query of any data source has."""
ANNOTATION_OF_PROMETHEUS = ("titleFormat", "textFormat", "tagKeys")


def literals(schema: Path, folder: Path) -> None:
    """Copies the types with each enum as the union of its values, since JSON has the values and not the names."""
    shutil.copytree(schema, folder)
    for path in folder.rglob("*.d.ts"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?:export )?declare enum (\w+) \{(.*?)\}", _union, text, flags=re.DOTALL), "utf-8")


def _union(match: re.Match[str]) -> str:
    values = re.findall(r'=\s*("[^"]*"|-?\d+)', match[2])
    return f"export type {match[1]} = {' | '.join(values)};"


def bare(dashboard: Json) -> Json:
    """Without what is the data sources' own."""
    shown = copy.deepcopy(dashboard)
    for annotation in shown["annotations"]["list"]:
        annotation["target"] = {key: annotation["target"][key] for key in QUERY & annotation["target"].keys()}
        for key in ANNOTATION_OF_PROMETHEUS:
            annotation.pop(key, None)
    for panel in shown["panels"]:
        for number, target in enumerate(panel.get("targets", [])):
            panel["targets"][number] = {key: target[key] for key in QUERY & target.keys()}
    return shown


def declarations(name: str, dashboard: Json) -> Iterator[str]:
    """The dashboard, and of each panel its options and what is custom of its fields."""
    yield f"export const {name}: Dashboard = {json.dumps(bare(dashboard))};"
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            continue
        types, prefix = module(panel), f"export const {name}_{panel['id']}"
        yield f"// {panel['title']}"
        yield f"{prefix}: {types}.Options = {json.dumps(panel['options'])};"
        if custom := panel["fieldConfig"]["defaults"]["custom"]:
            yield f"{prefix}_fields: {types}.FieldConfig = {json.dumps(custom)};"
        for number, override in enumerate(panel["fieldConfig"]["overrides"]):
            found = {entry["id"]: entry["value"] for entry in override["properties"]}
            custom = {key.removeprefix("custom."): found[key] for key in found if key.startswith("custom.")}
            if custom:
                yield f"{prefix}_override_{number}: Partial<{types}.FieldConfig> = {json.dumps(custom)};"


def module(panel: Json) -> str:
    return str(panel["type"]).replace("-", "")


def main(schema: Path, folder: Path) -> None:
    literals(schema, folder / "schema")
    dashboards = {path.stem: read(path.name) for path in FILES}
    kinds = {module(panel) for found in dashboards.values() for panel in found["panels"]} - {"row"}
    lines = ['import type { Dashboard } from "@grafana/schema";']
    lines += [
        f'import type * as {kind} from "./schema/raw/composable/{kind}/panelcfg/x/types.gen";' for kind in sorted(kinds)
    ]
    for name, dashboard in dashboards.items():
        lines += declarations(name, dashboard)
    (folder / "dashboards.ts").write_text("\n".join(lines) + "\n", "utf-8")
    options = {
        "strict": True, "noEmit": True, "skipLibCheck": True, "types": [],
        "module": "esnext", "moduleResolution": "bundler", "target": "es2022",
        "paths": {"@grafana/schema": ["./schema/index.d.ts"]},
    }  # fmt: skip
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["dashboards.ts"]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
