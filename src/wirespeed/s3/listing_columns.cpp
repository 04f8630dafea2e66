#include "wirespeed/s3/listing_columns.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::s3 {
namespace {

column::Field field_of(std::string name, column::Type type, bool nullable = true) {
  column::Field field;
  field.name = std::move(name);
  field.type = type;
  field.nullable = nullable;
  return field;
}

column::Schema schema_for(const ListingColumns::Options& options) {
  using column::Type;
  column::Field modified = field_of("last_modified", Type::timestamp_us);
  modified.zone = "UTC";
  column::Schema schema = {field_of("key", Type::utf8, false), field_of("size", Type::int64),
                           field_of("etag", Type::utf8), std::move(modified),
                           column::dictionary_of("storage_class", Type::int32, field_of("", Type::utf8))};
  if (options.versions) {
    schema.push_back(field_of("version_id", Type::utf8));
    schema.push_back(field_of("is_latest", Type::boolean, false));
    schema.push_back(field_of("is_delete_marker", Type::boolean, false));
  }
  if (options.owners) {
    schema.push_back(field_of("owner_id", Type::utf8));
    schema.push_back(field_of("owner_name", Type::utf8));
  }
  return schema;
}

void repair_utf8(std::string_view text, std::string& into) {
  into.clear();
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    std::array<char, 4> utf8{};
    into.append(utf8.data(), encode_utf8(point.value, utf8.data()));
    text.remove_prefix(point.bytes);
  }
}

}  // namespace

ListingColumns::ListingColumns(Options options) : options_(options), schema_(schema_for(options)) {}

std::string_view ListingColumns::quoted(std::string_view etag) {
  if (etag.empty()) return etag;
  quoted_.assign(1, '"').append(etag).append(1, '"');
  return quoted_;
}

std::string_view ListingColumns::checked(std::string_view text, bool ascii) {
  if (ascii || valid_utf8_prefix(text) == text.size()) return text;
  ++repaired_;
  repair_utf8(text, repair_);
  return repair_;
}

void ListingColumns::append_text(column::Utf8Builder& builder, std::string_view text, bool ascii) {
  builder.append(text.empty() ? std::string_view() : checked(text, ascii));
}

void ListingColumns::entry(const ListedEntry& entry) {
  keys_.append(checked(entry.key, entry.ascii_key));
  sizes_.append(entry.is_delete_marker ? std::nullopt : std::optional(entry.size));
  append_text(etags_, quoted(entry.etag), entry.ascii_rest);
  times_.append(entry.last_modified);
  classes_.append(class_place(entry.storage_class, entry.ascii_rest));
  if (options_.versions) {
    append_text(version_ids_, entry.version_id, entry.ascii_rest);
    latest_.append(entry.is_latest);
    markers_.append(entry.is_delete_marker);
  }
  if (options_.owners) {
    append_text(owner_ids_, entry.owner_id, entry.ascii_rest);
    append_text(owner_names_, entry.owner_name, entry.ascii_rest);
  }
}

void ListingColumns::append(const EntryList& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) entry(entries[i]);
  for (std::size_t i = 0; i < entries.prefixes().size(); ++i) prefix(entries.prefixes()[i]);
}

// Nearly always that of the entry before.
std::optional<std::int32_t> ListingColumns::class_place(std::string_view name, bool ascii) {
  if (name.empty()) return std::nullopt;
  if (last_class_ < class_names_.size() && class_names_[last_class_] == name) {
    return static_cast<std::int32_t>(last_class_);
  }
  const std::string_view text = checked(name, ascii);
  const auto found = std::ranges::find(class_names_, text);
  last_class_ = static_cast<std::size_t>(found - class_names_.begin());
  if (found == class_names_.end()) class_names_.emplace_back(text);
  return static_cast<std::int32_t>(last_class_);
}

Result<column::Column> ListingColumns::finish_classes() {
  auto places = classes_.finish();
  column::Utf8Builder names;
  for (const std::string& name : class_names_) names.append(name);
  auto dictionary = names.finish();
  if (!places) return places;
  if (!dictionary) return dictionary;
  places->dictionary.push_back(std::move(*dictionary));
  return places;
}

std::size_t ListingColumns::bytes() const noexcept {
  return keys_.bytes() + sizes_.bytes() + etags_.bytes() + times_.bytes() + classes_.bytes() + version_ids_.bytes() +
         latest_.bytes() + markers_.bytes() + owner_ids_.bytes() + owner_names_.bytes();
}

Result<column::Batch> ListingColumns::finish() {
  column::Batch batch;
  batch.rows = static_cast<std::int64_t>(rows());
  batch.columns.reserve(schema_.size());
  Result<void> done;
  const auto take = [&](Result<column::Column> column) {
    if (column) {
      batch.columns.push_back(std::move(*column));
    } else {
      done = std::unexpected(std::move(column).error());
    }
  };
  take(keys_.finish());
  take(sizes_.finish());
  take(etags_.finish());
  take(times_.finish());
  take(finish_classes());
  if (options_.versions) {
    take(version_ids_.finish());
    take(latest_.finish());
    take(markers_.finish());
  }
  if (options_.owners) {
    take(owner_ids_.finish());
    take(owner_names_.finish());
  }
  if (!done) return std::unexpected(std::move(done).error());
  return batch;
}

}  // namespace wirespeed::s3
