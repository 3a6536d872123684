"""The schemas of what operators read, by the CRDs that .ci/kubernetes brings: it sets CRDS to the folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

Object = dict[str, Any]


def assert_valid(item: Object) -> None:
    """AssertionError where the operator would refuse the resource; skips the test without the CRDs."""
    validator = Draft202012Validator(_schema(item))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(item)] == [], item["kind"]
    broken = item | {"spec": item["spec"] | {"no such field": 1}}
    assert list(validator.iter_errors(broken)), "the check can fail"


def _schema(item: Object) -> Object:
    if "CRDS" not in os.environ:
        pytest.skip("CRDS is not set; .ci/kubernetes brings the operators' schemas")
    group, _, version = item["apiVersion"].partition("/")
    file = f"{group}_{item['kind'].lower()}s.yaml"
    (path,) = (path for folder in os.environ["CRDS"].split(":") for path in Path(folder).glob(file))
    versions = yaml.safe_load(path.read_text("utf-8"))["spec"]["versions"]
    (schema,) = (entry["schema"]["openAPIV3Schema"] for entry in versions if entry["name"] == version)
    return _strict(schema) | {"properties": _strict(schema)["properties"] | {"metadata": {"type": "object"}}}


def _strict(schema: Object) -> Object:
    """A CRD's schema that refuses unknown fields, as the API server's strict validation does."""
    closed = {key: _strict(value) if isinstance(value, dict) else value for key, value in schema.items()}
    if isinstance(closed.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed
