// wirespeed._native._cache: the native half of wirespeed.cache, which has its types (python/wirespeed/cache/_core.pyi).
#include "cache_key.hpp"
#include "cache_objects.hpp"

namespace nb = nanobind;

namespace wirespeed::python {

void bind_cache(nb::module_& m) {
  nb::module_ own = m.def_submodule("_cache", "Caches; import wirespeed.cache instead.");
  own.attr("CacheCore") = nb::steal(make_cache_type());
  own.attr("Lead") = nb::steal(make_lead_type());
  own.attr("Waiter") = nb::steal(make_waiter_type());
  own.attr("Answer") = nb::steal(make_answer_type());
  own.attr("Key") = nb::steal(make_key_type());
  own.attr("CachedFunction") = nb::steal(make_function_type());
}

}  // namespace wirespeed::python
