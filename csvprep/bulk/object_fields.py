"""The endpoint's own word on an object's fields: read, made into a Table Schema, held against a local one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from csvprep.bulk.answers import clean_message
from csvprep.errors import EndpointError
from csvprep.findings import Severity
from csvprep.schema.model import KindName, Schema

_NAME_KEYS = ("vendorPath", "path", "name")
_TITLE_KEYS = ("vendorDisplayName", "displayName")
_REQUIRED_KEYS = ("vendorRequired", "required")
_READ_ONLY_KEYS = ("vendorReadOnly", "readOnly")
_KINDS = {
    "emailaddress": KindName.EMAIL, "email": KindName.EMAIL, "url": KindName.URL, "uri": KindName.URL,
    "phone": KindName.PHONE, "number": KindName.NUMBER, "decimal": KindName.NUMBER, "double": KindName.NUMBER,
    "float": KindName.NUMBER, "currency": KindName.NUMBER, "percent": KindName.NUMBER, "integer": KindName.INTEGER,
    "int": KindName.INTEGER, "long": KindName.INTEGER, "boolean": KindName.BOOLEAN, "bool": KindName.BOOLEAN,
    "date": KindName.DATE, "datetime": KindName.DATETIME, "timestamp": KindName.DATETIME,
}  # fmt: skip
_WRITTEN: Mapping[KindName, Mapping[str, Any]] = {
    KindName.TEXT: {"type": "string"},
    KindName.EMAIL: {"type": "string", "format": "email"},
    KindName.URL: {"type": "string", "format": "uri", "csvprep": {"kind": "url"}},
    KindName.NUMBER: {"type": "number", "csvprep": {"finite": True}},
    KindName.PHONE: {"type": "string", "csvprep": {"kind": "phone"}},
}
_MASK_PARTS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_MASK = re.compile(r"(yyyy|MM|dd|HH|mm|ss)|'([^'%]+)'|([^A-Za-z'%]+)")


@dataclass(frozen=True, slots=True)
class ObjectField:
    """One field of an object, as the endpoint tells it.

    Attributes:
        name: the label that an upload needs.
        kind: what its type comes to; text where the type says nothing that a file could break.
        type: the endpoint's word for its type.
        title: its name for people; empty if there is none.
        required: whether the vendor wants it in each record.
        read_only: whether it can't be uploaded.
        mask: the pattern of a date, if one is told.
    """

    name: str
    kind: KindName
    type: str
    title: str = ""
    required: bool = False
    read_only: bool = False
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a local schema and the endpoint's; `what` is a short word for its sort."""

    field: str
    what: str
    severity: Severity
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as JSON-ready data."""
        return {**asdict(self), "severity": self.severity.value}


def parse_fields(object_name: str, metadata: Mapping[str, Any]) -> tuple[ObjectField, ...]:
    """Read the answer to `objects/{name}/metadata`; of two fields of one name the first counts.

    Raises:
        EndpointError: there are no fields in it.
    """
    items = metadata.get("fields")
    found: dict[str, ObjectField] = {}
    for item in items if isinstance(items, list) else ():
        field = _parse_field(item) if isinstance(item, Mapping) else None
        if field is not None:
            found.setdefault(field.name, field)
    if not found:
        raise EndpointError(f"the endpoint tells no fields of {object_name}; `csvprep objects` lists its objects")
    return tuple(found.values())


def render_schema(object_name: str, fields: Sequence[ObjectField], source: str) -> str:
    """Return a Table Schema file of the fields that can be uploaded.

    Args:
        object_name: the object.
        fields: its fields.
        source: the endpoint, for the description.
    """
    descriptor = {
        "name": object_name,
        "description": f"As {source} tells the fields of {object_name}; those that can't be written are left out.",
        "missingValues": [""],
        "csvprep": {"object": object_name},
        "fields": [_render_field(field) for field in fields if not field.read_only],
    }
    return yaml.safe_dump(descriptor, sort_keys=False, allow_unicode=True, width=110)


def compare_fields(schema: Schema, fields: Sequence[ObjectField]) -> list[Difference]:
    """Return how a local schema differs from the endpoint's fields, in the order of the fields.

    That the endpoint has an optional field more is a warning; all else would fail records, or be lost, and is an
    error. A local kind narrower than the endpoint's is no difference: a phone number is a text.
    """
    remote = {field.name: field for field in fields}
    found = [one for field in fields for one in _compare(schema, field)]
    strangers = [one.name for one in schema.fields if one.name not in remote]
    return [
        *found,
        *(Difference(name, "extra", Severity.ERROR, "the endpoint has no such field") for name in strangers),
    ]


def _compare(schema: Schema, field: ObjectField) -> Iterator[Difference]:
    local = schema.by_name.get(field.name)
    if local is None:
        if not field.read_only:
            severity = Severity.ERROR if field.required else Severity.WARNING
            word = "requires it" if field.required else "has it"
            yield Difference(field.name, "missing", severity, f"the endpoint {word} ({field.type})")
        return
    if field.read_only:
        yield Difference(field.name, "read-only", Severity.ERROR, "the endpoint does not let it be written")
    if field.required and not local.required:
        yield Difference(field.name, "optional", Severity.ERROR, "the endpoint requires it, the schema does not")
    narrower = {KindName.TEXT: set(KindName), KindName.NUMBER: {KindName.NUMBER, KindName.INTEGER}}
    if local.kind not in narrower.get(field.kind, {field.kind}):
        yield Difference(
            field.name, "type", Severity.ERROR, f"is {field.type} at the endpoint, {local.kind} in the schema"
        )


def _parse_field(item: Mapping[str, Any]) -> ObjectField | None:
    name, type_name = _text(item, _NAME_KEYS), _text(item, ("type",)) or "string"
    if not name:
        return None
    return ObjectField(
        name=name,
        kind=_KINDS.get(re.sub(r"[\W_]", "", type_name).casefold(), KindName.TEXT),
        type=clean_message(type_name),
        title=clean_message(_text(item, _TITLE_KEYS)),
        required=any(item.get(key) is True for key in _REQUIRED_KEYS),
        read_only=any(item.get(key) is True for key in _READ_ONLY_KEYS),
        mask=_text(item, ("mask",)),
    )


def _render_field(field: ObjectField) -> dict[str, Any]:
    written = dict(_WRITTEN.get(field.kind, {"type": field.kind.value}))
    own = written.pop("csvprep", None)
    title = {"title": field.title} if field.title not in {"", field.name} else {}
    pattern = _read_mask(field.mask) if field.kind in {KindName.DATE, KindName.DATETIME} else None
    return {
        "name": field.name,
        **title,
        **written,
        **({"constraints": {"required": True}} if field.required else {}),
        **({"csvprep": own} if own else {}),
        **({"csvprep": {"formats": [pattern]}} if pattern else {}),
    }


def _read_mask(mask: str) -> str | None:
    """Return a date pattern such as `yyyy-MM-dd'T'HH:mm:ss` as strptime has it; None if it has other parts."""
    parts = list(_MASK.finditer(mask))
    if not mask or "".join(part[0] for part in parts) != mask:
        return None
    return "".join(_MASK_PARTS[part[1]] if part[1] else part[2] or part[3] for part in parts)


def _text(item: Mapping[str, Any], keys: Sequence[str]) -> str:
    return next((item[key].strip() for key in keys if isinstance(item.get(key), str) and item[key].strip()), "")
