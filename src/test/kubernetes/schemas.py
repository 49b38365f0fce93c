"""Makes src/test/resources/kubernetes/*.json, the schemas that the chart's tests validate against.

    python3 -m venv venv && venv/bin/pip install pyyaml kubernetes-validate==1.37.0
    venv/bin/python src/test/kubernetes/schemas.py 1.31 1.37 CRD.yaml...

The core kinds come from kubernetes-validate's strict schemas of each version, the custom ones from the definition files of
gateway-api v1.4.0, prometheus-operator v0.85.0, KEDA v2.21.0, Cilium v1.20.2 and External Secrets v1.3.2 (all Apache 2.0).
Only what the chart renders is kept, without descriptions, so that the files stay small.
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml

CORE = """
v1/ConfigMap v1/Pod v1/Secret v1/Service v1/ServiceAccount v1/Namespace apps/v1/Deployment batch/v1/Job
autoscaling/v2/HorizontalPodAutoscaler policy/v1/PodDisruptionBudget
networking.k8s.io/v1/Ingress networking.k8s.io/v1/NetworkPolicy
""".split()
OUT = pathlib.Path(__file__).parents[1] / "resources" / "kubernetes"
PACKAGE = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
REF = "/api/_definitions.json#/$defs/"


def bare(schema):
    """Without what validates nothing; `description` and `format` may also be the names of properties."""
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "$defs") and isinstance(value, dict):
            kept[key] = {name: bare(each) for name, each in value.items()}
        elif key in ("$id", "$schema", "description", "format", "example", "default") or key.startswith("x-kubernetes"):
            continue
        elif key in ("enum", "required"):
            kept[key] = value
        elif key == "$ref":
            kept[key] = value.replace(REF, "#/$defs/")
        else:
            kept[key] = bare(value)
    return kept


def references(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/$defs/")
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def core(version):
    folder = PACKAGE / f"v{version}.0-local-strict"
    every = {name: bare(schema) for name, schema in json.loads((folder / "_definitions.json").read_text())["$defs"].items()}
    defs = {}
    for kind in CORE:
        *group, api, name = kind.split("/")
        prefix = group[0].split(".")[0] + "-" if group else ""
        defs[kind] = bare(json.loads((folder / f"{name.lower()}-{prefix}{api}.json").read_text()))
    todo = list(defs.values())
    while todo:
        for name in references(todo.pop()):
            if name not in defs:
                defs[name] = every[name]
                todo.append(defs[name])
    return defs


def structural(schema):
    """An API server prunes unknown members of a custom object; here they are mistakes."""
    if isinstance(schema, list):
        return [structural(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: {name: structural(each) for name, each in value.items()} if key == "properties" else structural(value)
            for key, value in schema.items()}
    if "properties" in made and made.get("type") == "object" and "additionalProperties" not in made \
            and not made.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    if made.get("nullable"):
        made["type"] = [made["type"], "null"]
    made.pop("nullable", None)
    return made


def custom(files):
    defs = {}
    for file in files:
        for document in yaml.safe_load_all(pathlib.Path(file).read_text()):
            for version in document["spec"]["versions"]:
                if not version["served"] or version.get("deprecated"):
                    continue
                schema = structural(version["schema"]["openAPIV3Schema"])
                schema["properties"].pop("status", None)
                schema["properties"]["metadata"] = {"type": "object"}
                spec = document["spec"]
                defs[f"{spec['group']}/{version['name']}/{spec['names']['kind']}"] = bare(schema)
    return defs


def write(name, defs):
    text = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": defs},
                      sort_keys=True, separators=(",", ":"))
    (OUT / f"{name}.json").write_text(text.replace('},"', '},\n"') + "\n")
    print(name, len(text), len(defs))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        if not argument.endswith(".yaml"):
            write(argument, core(argument))
    write("custom", custom(argument for argument in sys.argv[1:] if argument.endswith(".yaml")))
