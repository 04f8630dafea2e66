#include "wirespeed/postgres/column_encoder.hpp"
#include "wirespeed/postgres/nested_encoders.hpp"

namespace wirespeed::postgres {
namespace {

constexpr int kMaxDepth = 32;
constexpr Oid kText = 25;
constexpr Oid kMacaddr = 829;
constexpr Oid kJson = 114;
constexpr Oid kJsonb = 3802;
constexpr Oid kCidr = 650;
constexpr Oid kInt2Vector = 22;
constexpr Oid kOidVector = 30;

constexpr std::size_t kMacaddrBytes = 6;
constexpr std::size_t kMacaddr8Bytes = 8;

class EncoderFactory {
 public:
  EncoderFactory(const TypeCatalog& catalog, const EncoderOptions& options, Refusal& refusal)
      : catalog_(catalog), options_(options), refusal_(refusal) {}

  Result<EncoderPointer> make(const ImportedColumn& source, TypeRef target) {
    if (depth_ == kMaxDepth)
      return fail(Errc::limit, "{} and {} are nested more than {} deep", to_string(source), to_string(target, catalog_),
                  kMaxDepth);
    ++depth_;
    auto made = make_any(source, target);
    --depth_;
    return made;
  }

 private:
  Result<EncoderPointer> make_any(const ImportedColumn& source, TypeRef target) {
    const Type* type = catalog_.find(target.oid);
    if (type == nullptr) return fail(Errc::unsupported, "its type, OID {}, is not known", target.oid);
    if (!type->receives_binary) {
      return fail(Errc::unsupported, "{} has no binary input; let the server cast it from text", type->name);
    }
    if (type->kind == Kind::domain) return make(source, base_of(*type, target));
    const EncoderSetup setup = {source, to_string(target, catalog_), refusal_};
    if (!source.dictionary.empty()) return make_dictionary(setup, target);
    if (source.layout == Layout::null) return std::make_unique<NullEncoder>(setup);
    auto made = is_nested(type->kind) ? make_nested(setup, *type, target) : make_plain(setup, *type, target);
    if (made && *made == nullptr) return mismatch(setup, *type);
    return made;
  }

  // The typmod of a domain is in the domain.
  static TypeRef base_of(const Type& domain, TypeRef target) noexcept {
    return {domain.element.oid, target.typmod == kNoTypmod ? domain.element.typmod : target.typmod};
  }

  Result<EncoderPointer> mismatch(const EncoderSetup& setup, const Type& type) const {
    if (!is_written(type.kind)) {
      return fail(Errc::unsupported, "{} is not written in binary; let the server cast it from text", setup.target);
    }
    return fail(Errc::invalid_argument, "{} does not go into {}; cast it first", to_string(setup.source), setup.target);
  }

  static bool is_written(Kind kind) noexcept {
    switch (kind) {
      case Kind::tid:
      case Kind::tsvector:
      case Kind::record:
      case Kind::nothing:
      case Kind::opaque:
        return false;
      default:
        return true;
    }
  }

  static bool is_nested(Kind kind) noexcept {
    switch (kind) {
      case Kind::array:
      case Kind::composite:
      case Kind::range:
      case Kind::multirange:
      case Kind::hstore:
        return true;
      default:
        return false;
    }
  }

  Result<EncoderPointer> make_dictionary(const EncoderSetup& setup, TypeRef target) {
    auto values = make(setup.source.dictionary[0], target);
    if (!values) return values;
    return make_dictionary_encoder(setup, std::move(*values));
  }

  Result<EncoderPointer> make_nested(const EncoderSetup& setup, const Type& type, TypeRef target) {
    switch (type.kind) {
      case Kind::array:
        return make_array(setup, type, target.typmod);
      case Kind::composite:
        return make_composite(setup, type);
      case Kind::range:
        return make_range(setup, type);
      case Kind::multirange:
        return make_multirange(setup, type);
      default:
        return make_hstore(setup);
    }
  }

  // A typmod of an array is that of its items. Lists that items do not take are further dimensions.
  Result<EncoderPointer> make_array(const EncoderSetup& setup, const Type& type, std::int32_t typmod) {
    const TypeRef item = {type.element.oid, typmod};
    if (setup.source.layout == Layout::structure) return make_shaped_array(setup, item);
    const ImportedColumn* list = &setup.source;
    Result<EncoderPointer> items = EncoderPointer();
    for (std::size_t depth = 1; is_list(list->layout) && depth <= ArrayEncoder::kMaxDimensions; ++depth) {
      const ImportedColumn& child = list->children[0];
      items = make(child, item);
      const std::int32_t lower_bound = type.oid == kInt2Vector || type.oid == kOidVector ? 0 : 1;
      if (items) return std::make_unique<ArrayEncoder>(setup, depth, item.oid, lower_bound, std::move(*items));
      if (!child.dictionary.empty()) break;
      list = &child;
    }
    return items;
  }

  static bool is_list_of_integers(const ImportedColumn* column) noexcept {
    return column != nullptr && is_list(column->layout) && is_integer(column->children[0].layout) &&
           column->children[0].dictionary.empty();
  }

  Result<EncoderPointer> make_shaped_array(const EncoderSetup& setup, TypeRef item) {
    const ImportedColumn* values = child_called(setup.source, "values");
    if (values == nullptr || !is_list(values->layout) ||
        !is_list_of_integers(child_called(setup.source, "dimensions")) ||
        !is_list_of_integers(child_called(setup.source, "lower_bounds"))) {
      return nullptr;
    }
    auto items = make(values->children[0], item);
    if (!items) return items;
    return std::make_unique<ShapedArrayEncoder>(setup, item.oid, std::move(*items));
  }

  // Fields are found by their names, in any order.
  Result<EncoderPointer> make_composite(const EncoderSetup& setup, const Type& type) {
    if (setup.source.layout != Layout::structure) return nullptr;
    if (setup.source.children.size() != type.fields.size()) return fields_differ(setup, type);
    std::vector<PartEncoder> parts;
    for (const Attribute& field : type.fields) {
      const ImportedColumn* child = child_called(setup.source, field.name);
      if (child == nullptr) return fields_differ(setup, type);
      auto part = make(*child, field.type);
      if (!part) return fail(part.error().code, "field '{}': {}", field.name, part.error().message);
      parts.push_back({field.name, field.type.oid, std::move(*part)});
    }
    return std::make_unique<CompositeEncoder>(setup, std::move(parts));
  }

  static Result<EncoderPointer> fields_differ(const EncoderSetup& setup, const Type& type) {
    std::string names;
    for (const Attribute& field : type.fields) names += (names.empty() ? "" : ", ") + field.name;
    return fail(Errc::invalid_argument, "{} does not go into {}, whose fields are {}; give it fields of these names",
                to_string(setup.source), setup.target, names);
  }

  Result<EncoderPointer> make_range(const EncoderSetup& setup, const Type& type) {
    const ImportedColumn* lower = child_called(setup.source, "lower");
    const ImportedColumn* upper = child_called(setup.source, "upper");
    if (lower == nullptr || upper == nullptr) return nullptr;
    for (const char* name : {"lower_inclusive", "upper_inclusive", "empty"}) {
      const ImportedColumn* flag = child_called(setup.source, name);
      if (flag == nullptr || flag->layout != Layout::boolean) return nullptr;
    }
    auto first = make(*lower, type.element);
    if (!first) return first;
    auto second = make(*upper, type.element);
    if (!second) return second;
    return std::make_unique<RangeEncoder>(setup, std::move(*first), std::move(*second));
  }

  Result<EncoderPointer> make_multirange(const EncoderSetup& setup, const Type& type) {
    if (!is_list(setup.source.layout)) return nullptr;
    auto items = make(setup.source.children[0], type.element);
    if (!items) return items;
    return std::make_unique<CountedEncoder>(setup, std::move(*items));
  }

  Result<EncoderPointer> make_hstore(const EncoderSetup& setup) {
    const Layout layout = setup.source.layout;
    if (layout != Layout::map && !is_list(layout)) return nullptr;
    const ImportedColumn& entries = setup.source.children[0];
    if (entries.layout != Layout::structure || entries.children.size() != 2) return nullptr;
    auto keys = make(entries.children[0], {kText});
    if (!keys) return keys;
    auto values = make(entries.children[1], {kText});
    if (!values) return values;
    return std::make_unique<HstoreEncoder>(setup, std::move(*keys), std::move(*values));
  }

  Result<EncoderPointer> make_plain(const EncoderSetup& setup, const Type& type, TypeRef target) const {
    switch (type.kind) {
      case Kind::boolean:
        return make_boolean_encoder(setup);
      case Kind::char1:
        return make_char_encoder(setup);
      case Kind::int16:
      case Kind::int32:
      case Kind::int64:
      case Kind::uint32:
      case Kind::uint64:
        return make_integer_encoder(setup, type.kind);
      case Kind::float32:
      case Kind::float64:
        return make_float_encoder(setup, type.kind);
      case Kind::numeric:
        return make_numeric_encoder(setup, target.typmod);
      case Kind::money:
        return make_money_encoder(setup, options_.money_digits);
      default:
        return make_other(setup, type);
    }
  }

  static EncoderPointer make_other(const EncoderSetup& setup, const Type& type) {
    switch (type.kind) {
      case Kind::text:
      case Kind::enumeration:
      case Kind::versioned_text:
        if ((type.oid == kJson || type.oid == kJsonb) && !is_text(setup.source.layout)) {
          return make_json_encoder(setup, type.oid == kJsonb);
        }
        return make_text_encoder(setup, type.kind);
      case Kind::bytes:
        return make_bytes_encoder(setup);
      case Kind::uuid:
        return make_uuid_encoder(setup);
      case Kind::inet:
        return make_inet_encoder(setup, type.oid == kCidr);
      case Kind::macaddr:
        return make_macaddr_encoder(setup, type.oid == kMacaddr ? kMacaddrBytes : kMacaddr8Bytes);
      case Kind::bit:
        return make_bit_encoder(setup);
      case Kind::vector:
      case Kind::halfvec:
        return make_vector_encoder(setup, type.kind);
      case Kind::sparsevec:
        return make_sparse_vector_encoder(setup);
      case Kind::point:
      case Kind::line:
      case Kind::lseg:
      case Kind::box:
      case Kind::path:
      case Kind::polygon:
      case Kind::circle:
        return make_geometric_encoder(setup, type.kind);
      default:
        return make_temporal(setup, type.kind);
    }
  }

  static EncoderPointer make_temporal(const EncoderSetup& setup, Kind kind) {
    switch (kind) {
      case Kind::date:
        return make_date_encoder(setup);
      case Kind::time:
        return make_time_encoder(setup);
      case Kind::timetz:
        return make_timetz_encoder(setup);
      case Kind::timestamp:
      case Kind::timestamptz:
        return make_timestamp_encoder(setup, kind);
      case Kind::interval:
        return make_interval_encoder(setup);
      default:
        return nullptr;
    }
  }

  const TypeCatalog& catalog_;
  const EncoderOptions& options_;
  Refusal& refusal_;
  int depth_ = 0;
};

// Of a typmod: what stands behind the type's name.
std::string modifier_of(const Type& type, std::int32_t typmod) {
  constexpr std::int32_t kHeader = 4;
  if (typmod == kNoTypmod) return {};
  switch (type.kind) {
    case Kind::numeric:
      return fmt::format("({},{})", (typmod - kHeader) >> 16 & 0xFFFF, (((typmod - kHeader) & 0x7FF) ^ 0x400) - 0x400);
    case Kind::text:
      return fmt::format("({})", typmod - kHeader);
    case Kind::bit:
    case Kind::vector:
    case Kind::halfvec:
    case Kind::sparsevec:
      return fmt::format("({})", typmod);
    default:
      return {};
  }
}

}  // namespace

std::string to_string(TypeRef target, const TypeCatalog& catalog) {
  const Type* type = catalog.find(target.oid);
  return type == nullptr ? fmt::format("OID {}", target.oid) : type->name + modifier_of(*type, target.typmod);
}

Result<std::unique_ptr<ColumnEncoder>> make_column_encoder(const ImportedColumn& source, TypeRef target,
                                                           const TypeCatalog& catalog, const EncoderOptions& options,
                                                           Refusal& refusal) {
  return EncoderFactory(catalog, options, refusal).make(source, target);
}

}  // namespace wirespeed::postgres
