"""What makes a JSON value a GeoJSON object (RFC 7946) or a TopoJSON topology, as far as its structure goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

_NESTING: Final = {"MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST: Final = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}  # positions, 3.1.4 and 3.1.6
_RINGS: Final = ("Polygon", "MultiPolygon")


def find_fault(found: Any) -> str:
    """Return what keeps a value from being GeoJSON; nothing when it is."""
    if not isinstance(found, dict):
        return "it is JSON, but no GeoJSON object {…}"
    kind = found.get("type")
    if kind == "FeatureCollection":
        return _first_fault(found.get("features"), find_feature_fault, "features")
    if kind == "Feature":
        return find_feature_fault(found)
    return find_geometry_fault(found)


def find_feature_fault(found: Any) -> str:
    """Return what keeps a value from being a feature."""
    if not isinstance(found, dict) or found.get("type") != "Feature":
        return "a feature has the type Feature"
    if "properties" not in found or not isinstance(found["properties"], dict | None):
        return "a feature has properties: an object or null"
    if "geometry" not in found:
        return "a feature has a geometry, or null for it"
    return "" if found["geometry"] is None else find_geometry_fault(found["geometry"])


def find_geometry_fault(found: Any) -> str:
    """Return what keeps a value from being a geometry."""
    kind = found.get("type") if isinstance(found, dict) else None
    if kind == "GeometryCollection":
        return _first_fault(found.get("geometries"), find_geometry_fault, "geometries")
    if kind == "Point":
        return "" if _is_position(found.get("coordinates")) else "a Point has one position: [longitude, latitude]"
    if not isinstance(kind, str) or kind not in _NESTING:
        return "its type is none of GeoJSON"
    good = _is_nested(found.get("coordinates"), _NESTING[kind], _LEAST.get(kind, 0), closed=kind in _RINGS)
    return "" if good else f"its coordinates are none of a {kind}"


def find_topology_fault(found: Any) -> str:
    """Return what keeps a value from being a topology (TopoJSON specification 2.1)."""
    if not isinstance(found, dict) or found.get("type") != "Topology":
        return "a TopoJSON object has the type Topology"
    objects = found.get("objects")
    if not isinstance(objects, dict) or not all(isinstance(one, dict) and "type" in one for one in objects.values()):
        return "a topology has objects, each with a type"
    if not _is_nested(found.get("arcs"), 2, 0, closed=False):
        return "a topology has arcs: arrays of positions"
    return ""


def _first_fault(items: Any, find: Callable[[Any], str], name: str) -> str:
    if not isinstance(items, list):
        return f"it has no array of {name}"
    return next((fault for fault in map(find, items) if fault), "")


def _is_position(found: Any) -> bool:
    if not isinstance(found, list) or len(found) < 2:
        return False
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in found)


def _is_nested(found: Any, depth: int, least: int, *, closed: bool) -> bool:
    """Return whether a value is arrays of that depth, the innermost ones of at least so many positions."""
    if not isinstance(found, list):
        return False
    if depth > 1:
        return all(_is_nested(one, depth - 1, least, closed=closed) for one in found)
    if len(found) < least or not all(map(_is_position, found)):
        return False
    return not closed or found[0] == found[-1]
