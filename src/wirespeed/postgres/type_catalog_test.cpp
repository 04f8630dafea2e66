#include <gtest/gtest.h>

#include "wirespeed/postgres/builtin_types.hpp"
#include "wirespeed/postgres/catalog_query.hpp"
#include "wirespeed/postgres/row_fixture.hpp"

namespace wirespeed::postgres {
namespace {

using Line = std::vector<std::optional<std::string>>;

// Lines as kCatalogQuery answers them.
Result<std::vector<Type>> read(const std::vector<Line>& lines) {
  std::vector<Cell> cells;
  for (const Line& line : lines) {
    for (const auto& text : line) {
      cells.push_back(text ? Cell{bytes_of(*text).data(), static_cast<std::int32_t>(text->size())} : Cell{});
    }
  }
  return read_types(cells);
}

Line type_line(const std::string& oid, const std::string& name, const std::string& kind,
               const std::string& element = "0") {
  return {"0", oid, name, name, kind, "0", element, "-1", "t", "t"};
}

TEST(TypeCatalog, knows_built_in_types_in_the_order_of_their_oids) {
  const TypeCatalog catalog;
  ASSERT_NE(catalog.find(1231), nullptr);
  EXPECT_EQ(catalog.find(1231)->name, "numeric[]");
  EXPECT_EQ(catalog.find(1231)->kind, Kind::array);
  EXPECT_EQ(catalog.find(1231)->element.oid, 1700U);
  EXPECT_EQ(catalog.find(3904)->element.oid, 23U);    // int4range
  EXPECT_EQ(catalog.find(4451)->element.oid, 3904U);  // its multirange
  EXPECT_EQ(catalog.find(99'999), nullptr);
  Oid before = 0;
  for (const BuiltinType& type : builtin_types()) EXPECT_LT(std::exchange(before, type.oid), type.oid);
}

TEST(TypeCatalog, all_that_is_in_a_built_in_type_is_known) {
  const TypeCatalog catalog;
  for (const BuiltinType& type : builtin_types()) EXPECT_TRUE(catalog.missing(type.oid).empty()) << type.name;
}

TEST(TypeCatalog, says_what_is_missing_in_types_within_types) {
  TypeCatalog catalog;
  EXPECT_EQ(catalog.missing(20'000), (std::vector<Oid>{20'000}));
  catalog.put({.oid = 20'000, .name = "c[]", .kind = Kind::array, .element = {20'001}});
  catalog.put(
      {.oid = 20'001, .name = "c", .kind = Kind::composite, .fields = {{"a", {23}}, {"b", {20'002}}, {"c", {20'001}}}});
  EXPECT_EQ(catalog.missing(20'000), (std::vector<Oid>{20'002}));
  catalog.forget_resolved();
  EXPECT_EQ(catalog.missing(20'000), (std::vector<Oid>{20'000}));
}

TEST(TypeCatalog, a_type_sends_binary_when_all_in_it_does) {
  TypeCatalog catalog;
  EXPECT_TRUE(catalog.sends_binary(23));
  EXPECT_FALSE(catalog.sends_binary(1034));  // aclitem[]
  catalog.put({.oid = 20'000, .name = "isbn", .sends_binary = false});
  catalog.put({.oid = 20'001, .name = "book", .kind = Kind::composite, .fields = {{"a", {23}}, {"b", {20'000}}}});
  catalog.put({.oid = 20'002, .name = "book[]", .kind = Kind::array, .element = {20'001}});
  EXPECT_FALSE(catalog.sends_binary(20'002));
}

TEST(CatalogQuery, rows_become_types_with_their_fields_and_labels) {
  const auto types = read({type_line("20000", "mood", "e"),
                           type_line("20001", "pair", "c"),
                           type_line("20002", "pair[]", "b", "20001"),
                           {"1", "20001", "a", "", "", "0", "23", "-1", "t", "t"},
                           {"1", "20001", "b", "", "", "0", "1700", "655366", "t", "t"},
                           {"2", "20000", "sad", "", "", "0", "0", "-1", "t", "t"},
                           {"2", "20000", "ok", "", "", "0", "0", "-1", "t", "t"}});
  ASSERT_TRUE(types);
  ASSERT_EQ(types->size(), 3U);
  EXPECT_EQ((*types)[0].kind, Kind::enumeration);
  EXPECT_EQ((*types)[0].labels, (Texts{"sad", "ok"}));
  EXPECT_EQ((*types)[1].fields[1].name, "b");
  EXPECT_EQ((*types)[1].fields[1].type, (TypeRef{1700, 655366}));
  EXPECT_EQ((*types)[2].kind, Kind::array);
  EXPECT_EQ((*types)[2].element.oid, 20'001U);
}

TEST(CatalogQuery, types_of_extensions_are_known_by_their_names) {
  const auto types = read({type_line("20000", "hstore", "b"),
                           type_line("20001", "vector", "b"),
                           type_line("20002", "cube", "b"),
                           {"0", "20003", "ext.isbn", "isbn", "b", "0", std::nullopt, "-1", "f", "f"}});
  ASSERT_TRUE(types);
  EXPECT_EQ((*types)[0].kind, Kind::hstore);
  EXPECT_EQ((*types)[1].kind, Kind::vector);
  EXPECT_EQ((*types)[2].kind, Kind::opaque);
  EXPECT_FALSE((*types)[3].sends_binary);
}

TEST(CatalogQuery, rows_that_are_no_types_are_an_error) {
  EXPECT_FALSE(read({{"0", "20000"}}));
  EXPECT_FALSE(read({type_line("x", "mood", "e")}));
  EXPECT_FALSE(read({{"1", "20001", "a", "", "", "0", "23", "-1", "t", "t"}}));
}

TEST(TypeCatalog, what_can_change_is_what_is_not_built_in) {
  TypeCatalog catalog;
  catalog.put({.oid = 20'000, .name = "pair", .kind = Kind::composite, .fields = {{"a", {23}}}});
  catalog.put({.oid = 20'001, .name = "pair[]", .kind = Kind::array, .element = {20'000}});
  for (const Oid oid : {23U, 1007U, 2249U, 3904U}) EXPECT_FALSE(catalog.can_change(oid)) << oid;
  for (const Oid oid : {20'000U, 20'001U, 99'999U}) EXPECT_TRUE(catalog.can_change(oid)) << oid;
}

TEST(TypeCatalog, records_and_unknown_types_are_known_from_their_values_alone) {
  const TypeCatalog catalog;
  for (const Oid oid : {2249U, 2287U, 2277U, 99'999U}) EXPECT_TRUE(catalog.is_unforeseen(oid)) << oid;
  for (const Oid oid : {23U, 1007U, 3904U}) EXPECT_FALSE(catalog.is_unforeseen(oid)) << oid;
}

TEST(TypeCatalog, what_is_forgotten_is_no_longer_doubted) {
  TypeCatalog catalog;
  catalog.put({.oid = 20'000, .name = "pair", .kind = Kind::composite});
  catalog.doubt();
  EXPECT_TRUE(catalog.is_doubted());
  catalog.forget_resolved();
  EXPECT_FALSE(catalog.is_doubted());
  EXPECT_EQ(catalog.find(20'000), nullptr);
  EXPECT_NE(catalog.find(23), nullptr);
}

}  // namespace
}  // namespace wirespeed::postgres
