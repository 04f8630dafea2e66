// Graphs made from edges in files. Keys are a column of the file, whose name says what they were in Python:
//
//   "numpy:<i8"            a NumPy array of that dtype      "str", "bytes"   one of such objects
//   "arrow:u", "arrow:i/u" an Arrow column of that format, or dictionary
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <array>

#include "edge_graph_binding.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/graph/edge_graph_file.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using column::ArrayView;
using column::Item;
using graph::NodeProperty;

constexpr std::string_view kArrow = "arrow:";

// --- keys to a file --------------------------------------------------------------------------------------------------

bool is_kept(const ArrowColumn& column) {
  const std::string& format = column.format;
  return format != "b" && format != "n" && !format.starts_with("d:");
}

std::string arrow_kind(const std::shared_ptr<const ArrowColumn>& column) {
  if (column == nullptr || !is_kept(*column) || (column->dictionary != nullptr && !is_kept(*column->dictionary))) {
    throw Exception(fail(Errc::unsupported,
                         "save: expected keys that are numbers, times, texts or bytes, found Arrow's "
                         "{}",
                         column == nullptr ? "codes" : column->format)
                        .error());
  }
  const std::string inner = column->dictionary == nullptr ? "" : "/" + column->dictionary->format;
  return std::string(kArrow) + column->format + inner;
}

NodeProperty keys_of(nb::handle values, std::string kind) {
  auto array = kept_array(values, "save");
  const ArrayView& view = array->view();
  if (kind == kArrow) kind = arrow_kind(array->column());
  return {std::move(kind), view, std::move(array)};
}

void save(const EdgeGraph& self, const std::filesystem::path& path, nb::handle keys, std::string kind, std::string note,
          Seconds timeout, const CancelToken* cancel) {
  graph::GraphExtras extras{.note = std::move(note)};
  if (!keys.is_none()) extras.keys = keys_of(keys, std::move(kind));
  run_job({timeout, cancel}, [&](const Stop& stop) { return graph::save_edge_graph(self, path, extras, stop); });
}

// --- keys from a file ------------------------------------------------------------------------------------------------

// Of columns that C++ has saved.
const char* format_of(Item item) noexcept {
  constexpr std::array<const char*, 13> kFormats{"C", "b", "c", "s", "i", "l", "C", "S", "I", "L", "f", "g", "l"};
  const auto at = static_cast<std::size_t>(item);
  return at < kFormats.size() ? kFormats[at] : "u";
}

// Texts may lie otherwise than they came.
std::string format_of(const ArrayView& view, std::string_view said) {
  if (view.item != Item::text && view.item != Item::large_text) return std::string(said);
  const bool is_binary = said.ends_with('z') || said.ends_with('Z') || said.starts_with("w:");
  if (view.item == Item::text) return is_binary ? "z" : "u";
  return is_binary ? "Z" : "U";
}

// Whoever takes text from Arrow believes that it is UTF-8. There may be millions, so others run meanwhile.
void check_texts(const ArrayView& view, std::string_view format) {
  if (format != "u" && format != "U") return;
  const nb::gil_scoped_release release;
  for (std::int64_t i = 0; i < view.length; ++i) {
    const std::string_view text = column::text_at(view, i);
    if (valid_utf8_prefix(text) == text.size()) continue;
    throw Exception(
        fail(Errc::malformed, "load: key {}: expected UTF-8, found other bytes; save the graph again", i).error());
  }
}

// A file may say one kind and hold another.
void show_as(ArrowColumn& column, const ArrayView& view) {
  const bool has_all = column.buffers.size() == buffers_of(column.format);
  if (has_all) value_or_throw(show(column));
  const bool is_same =
      has_all && column.view.item == view.item && (column::is_text(view.item) || column.view.width == view.width);
  if (is_same) return;
  throw Exception(
      fail(Errc::malformed, "load: expected keys of Arrow's {}, found others; save the graph again", column.format)
          .error());
}

std::shared_ptr<ArrowColumn> arrow_column(const ArrayView& view, std::string_view said,
                                          const std::shared_ptr<const void>& owner) {
  auto column = std::make_shared<ArrowColumn>();
  const std::string_view format = said.substr(0, said.find('/'));
  column->format = format_of(view, format);
  check_texts(view, column->format);
  column->length = view.length;
  column->buffers.push_back(view.validity);
  if (view.offsets != nullptr) column->buffers.push_back(view.offsets);
  column->buffers.push_back(view.data);
  column->owners = {owner};
  if (view.dictionary != nullptr) {
    column->dictionary = arrow_column(*view.dictionary, said.substr(std::min(format.size() + 1, said.size())), owner);
  }
  show_as(*column, view);
  return column;
}

nb::object array_object(const ArrayView& view, std::string_view format, const std::shared_ptr<const void>& owner) {
  PyObject* made = array_of(arrow_column(view, format, owner));
  if (made == nullptr) throw nb::python_error();
  return nb::steal(made);
}

// The items' bytes, for NumPy to see them as what they are; the file stays open as long as they are held.
nb::object bytes_object(const ArrayView& view, const std::shared_ptr<const void>& owner) {
  const nb::capsule held(new std::shared_ptr<const void>(owner),
                         [](void* one) noexcept { delete static_cast<std::shared_ptr<const void>*>(one); });
  const auto size = static_cast<std::size_t>(view.length * view.width);
  return nb::cast(nb::ndarray<nb::numpy, const std::uint8_t, nb::ndim<1>>(view.data, {size}, held));
}

nb::object keys_object(const std::optional<NodeProperty>& keys) {
  if (!keys) return nb::none();
  const std::string_view kind = keys->name;
  if (kind.starts_with("numpy:")) return bytes_object(keys->values, keys->owner);
  if (kind.starts_with(kArrow)) return array_object(keys->values, kind.substr(kArrow.size()), keys->owner);
  const char* const format = kind == "bytes" && is_text(keys->values.item) ? "z" : format_of(keys->values.item);
  return array_object(keys->values, format, keys->owner);
}

// The graph, its types and labels, its keys and what they were, the note.
nb::tuple load(const std::filesystem::path& path, Seconds timeout, const CancelToken* cancel) {
  graph::SavedGraph saved =
      run_job({timeout, cancel}, [&](const Stop& stop) { return graph::open_edge_graph(path, stop); });
  std::vector<std::string> types;
  for (const graph::Relationships& one : saved.graph.relationships()) types.push_back(one.type);
  const std::vector<std::string> labels = saved.graph.labels().names;
  nb::object keys = keys_object(saved.extras.keys);
  const std::string kind = saved.extras.keys ? saved.extras.keys->name : "";
  return nb::make_tuple(std::make_shared<EdgeGraph>(std::move(saved.graph)), types, labels, std::move(keys), kind,
                        saved.extras.note);
}

}  // namespace

void bind_edge_graph_files(nb::module_& m, EdgeGraphClass& edge_graph) {
  edge_graph.def("save", save, "path"_a, "keys"_a.none(), "kind"_a, "note"_a, "timeout"_a = nb::none(),
                 "cancel"_a = nb::none(),
                 nb::sig("def save(self, path: str | os.PathLike[str], keys: object | None, kind: str, note: str, "
                         "timeout: float | None = None, cancel: CancelToken | None = None) -> None"));
  m.def("load_edge_graph", load, "path"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none(),
        nb::sig("def load_edge_graph(path: str | os.PathLike[str], timeout: float | None = None, cancel: CancelToken "
                "| None = None) -> tuple[EdgeGraph, list[str], list[str], object, str, str]"));
}

}  // namespace wirespeed::python
