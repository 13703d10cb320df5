"""Sources of bytes as a user names them: files, standard input, addresses, and what is packed in them."""

from __future__ import annotations

from csvprep.sources.opening import Opened, bare_name, expand_paths, open_bytes, split_name

__all__ = ["Opened", "bare_name", "expand_paths", "open_bytes", "split_name"]
