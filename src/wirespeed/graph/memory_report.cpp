#include "wirespeed/graph/memory_report.hpp"

#include "wirespeed/graph/model.hpp"
#include "wirespeed/graph/section_names.hpp"

namespace wirespeed::graph {
namespace {

// Bytes of all sections whose names begin so.
std::uint64_t bytes_below(const SectionFile& file, std::string_view prefix) {
  std::uint64_t bytes = 0;
  for (const Section& section : file.sections()) bytes += section.name.starts_with(prefix) ? section.size : 0;
  return bytes;
}

MemoryReport::Label report_label(const Model& model, std::size_t index) {
  const LabelModel& label = model.labels[index];
  const auto bytes = [&](std::string_view part) { return bytes_below(*model.file, label_section(index, part)); };
  MemoryReport::Label report{.name = label.name, .nodes = label.range.size()};
  report.ids = bytes("ids/") + bytes("stubs");
  report.names = bytes("names/");
  if (label.names != nullptr) report.names += bytes(fmt::format("{}/", label.names - label.properties.data()));
  report.other = bytes("") - report.ids - report.names;
  return report;
}

MemoryReport::Type report_type(const Model& model, std::size_t index) {
  const TypeModel& type = model.types[index];
  MemoryReport::Type report{.name = type.name, .relationships = type.out.neighbors().size()};
  report.ends = std::uint64_t{type.out.own().size()} + type.in.own().size();
  for (const Direction direction : {Direction::out, Direction::in}) {
    const auto bytes = [&](std::string_view part) {
      return bytes_below(*model.file, type_section(index, direction, part));
    };
    report.neighbors += bytes("neighbors");
    report.rows += bytes("rows");
    report.values += bytes("values");
  }
  return report;
}

}  // namespace

MemoryReport report_memory(const Model& model) {
  MemoryReport report;
  for (std::size_t i = 0; i < model.labels.size(); ++i) {
    const auto& label = report.labels.emplace_back(report_label(model, i));
    report.ids += label.ids;
    report.names += label.names;
  }
  for (std::size_t i = 0; i < model.types.size(); ++i) {
    report.topology += report.types.emplace_back(report_type(model, i)).topology();
  }
  report.other = bytes_below(*model.file, "graph/") - report.topology - report.ids - report.names;
  return report;
}

}  // namespace wirespeed::graph
