"""The native half by name; _core.pyi has its types."""

from wirespeed import _native

Answer = _native._cache.Answer
CacheCore = _native._cache.CacheCore
CachedFunction = _native._cache.CachedFunction
Key = _native._cache.Key
Lead = _native._cache.Lead
Waiter = _native._cache.Waiter
