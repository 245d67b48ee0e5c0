"""Teaches CPython to import `.pyg` files, so that it can run the test programs as they are."""

import gc
import sys
from importlib import machinery

sys.path_hooks.insert(
    0,
    machinery.FileFinder.path_hook(
        (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
        (machinery.SourceFileLoader, [".pyg", *machinery.SOURCE_SUFFIXES]),
        (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
    ),
)
sys.path_importer_cache.clear()

# The order in which cycles end at exit depends on whether the collector has seen what was made before
# the program began. By itself it has where a few packages are installed, and else it has not.
gc.collect()
