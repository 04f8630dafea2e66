#include "wirespeed/s3/listing.hpp"

#include <gtest/gtest.h>

#include <random>

#include "wirespeed/s3/list_cursor.hpp"
#include "wirespeed/s3/listing_keys.hpp"

namespace wirespeed::s3 {
namespace {

std::string show(const ListedEntry& entry) {
  std::string text = fmt::format("{} {} {} {}", entry.key, entry.size, entry.etag, entry.last_modified.value_or(-1));
  for (const std::string_view part : {entry.storage_class, entry.version_id, entry.owner_id, entry.owner_name}) {
    text += fmt::format(" {}", part);
  }
  return text + (entry.is_latest ? " latest" : "") + (entry.is_delete_marker ? " deleted" : "");
}

// A page as lines of text.
struct Lines {
  std::string all;
  void entry(const ListedEntry& entry) { all += show(entry) + "\n"; }
  void prefix(std::string_view text) { all += "prefix " + std::string(text) + "\n"; }
};

struct Read {
  std::string lines;
  ListPage page;
  std::string error;
};

Read read(std::string body, ListingReader::Effort effort = ListingReader::Effort::all) {
  Read result;
  Lines lines;
  ListingReader reader(body, effort);
  for (auto item = reader.next(); item != ListingReader::Item::none; item = reader.next()) {
    if (item == ListingReader::Item::entry) lines.entry(reader.entry());
    if (item == ListingReader::Item::prefix) lines.prefix(reader.prefix());
  }
  auto page = reader.finish();
  result.lines = lines.all;
  if (page) {
    result.page = *page;
  } else {
    result.error = page.error().message;
  }
  return result;
}

// By short cuts; it must be what is read without them.
Read read_both_ways(const std::string& body) {
  Read quick = read(body);
  const Read slow = read(body, ListingReader::Effort::unhurried);
  EXPECT_EQ(quick.lines, slow.lines) << body;
  EXPECT_EQ(quick.error.empty(), slow.error.empty()) << quick.error << slow.error;
  return quick;
}

std::string page_of(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult "
         "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
         inside + "</ListBucketResult>";
}

std::string contents(const std::string& key) {
  return "<Contents><Key>" + key +
         "</Key><LastModified>2026-11-22T12:00:00.000Z</LastModified><ETag>&quot;9b2c&quot;</ETag><Size>4096</Size>"
         "<StorageClass>STANDARD</StorageClass></Contents>";
}

const std::string kRest = " 4096 9b2c 1795348800000000 STANDARD    latest\n";

TEST(Listing, gives_entries_and_prefixes) {
  const Read page = read_both_ways(page_of(
      "<Name>photos</Name><Prefix>a</Prefix><KeyCount>3</KeyCount><MaxKeys>1000</MaxKeys><Delimiter>/</Delimiter>"
      "<IsTruncated>false</IsTruncated>" +
      contents("a1") + contents("a2") + "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>"));
  EXPECT_EQ(page.lines, "a1" + kRest + "a2" + kRest + "prefix a/\n");
  EXPECT_EQ(page.page.bucket, "photos");
  EXPECT_EQ(page.page.prefix, "a");
  EXPECT_EQ(page.page.delimiter, "/");
  EXPECT_FALSE(page.page.truncated);
  EXPECT_EQ(page.page.entries, 2u);
  EXPECT_EQ(page.page.prefixes, 1u);
  EXPECT_EQ(page.page.last, "a2");
  EXPECT_TRUE(page.page.sorted);
}

TEST(Listing, takes_children_in_any_order_with_what_else_servers_put_there) {
  const std::string other =
      "<Contents><ChecksumAlgorithm>CRC32C</ChecksumAlgorithm><ETag>\"9b2c\"</ETag><Key>k</Key>"
      "<LastModified>2026-11-22T12:00:00Z</LastModified><Owner><ID>me</ID><DisplayName>Me &amp; I</DisplayName></Owner>"
      "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus><Size>4096</Size>"
      "<StorageClass>STANDARD</StorageClass><Unknown>x</Unknown></Contents>";
  EXPECT_EQ(read_both_ways(page_of(other + other)).lines.substr(0, 59),
            "k 4096 9b2c 1795348800000000 STANDARD  me Me & I latest\nk 4");
}

TEST(Listing, an_etag_loses_its_quotes_however_they_are_written) {
  for (const char* etag : {"&quot;9b2c&quot;", "&#34;9b2c&#34;", "&#x22;9b2c&quot;", "\"9b2c\"", "9b2c"}) {
    const std::string body =
        page_of("<Contents><Key>k</Key><ETag>" + std::string(etag) + "</ETag><Size>1</Size></Contents>");
    EXPECT_EQ(read_both_ways(body).lines, "k 1 9b2c -1     latest\n") << etag;
  }
}

TEST(Listing, odd_keys_are_what_they_are) {
  const std::string body =
      page_of(contents("R&amp;B") + contents("a+b %41") + contents("\xC3\xA4") + contents("<![CDATA[<x>]]>") +
              contents("&#x1;") + contents("\n") + contents("a>b") + contents("<!-- c -->x"));
  std::string expected;
  for (const char* key : {"R&B", "a+b %41", "\xC3\xA4", "<x>", "\x01", "\n", "a>b", "x"}) expected += key + kRest;
  EXPECT_EQ(read_both_ways(body).lines, expected);
}

TEST(Listing, decodes_keys_wherever_the_page_says_that_they_are_encoded) {
  const std::string encoded =
      contents("a%2Fb+c%2Bd%C3%A4%01") + "<CommonPrefixes><Prefix>x%25+/</Prefix></CommonPrefixes>";
  const std::string kUrl = "<EncodingType>url</EncodingType>";
  const std::string marker = "<NextMarker>a%20b</NextMarker><Prefix>p+q</Prefix>";
  for (const std::string& body : {page_of(kUrl + marker + encoded), page_of(marker + encoded + kUrl)}) {
    const Read page = read_both_ways(body);
    EXPECT_EQ(page.lines, "a/b c+d\xC3\xA4\x01" + kRest + "prefix x% /\n");
    EXPECT_EQ(page.page.next_marker, "a b");
    EXPECT_EQ(page.page.prefix, "p q");
    EXPECT_TRUE(page.page.url_encoded);
  }
}

TEST(Listing, a_page_that_changes_its_mind_about_its_encoding_is_an_error) {
  const Read page = read_both_ways(page_of(contents("a") + "<EncodingType>url</EncodingType>" + contents("b")));
  EXPECT_NE(page.error.find("expected one <EncodingType>"), std::string::npos) << page.error;
}

TEST(Listing, short_cuts_find_the_same_encoding_in_an_odd_entry) {
  const std::string url = "<EncodingType>url</EncodingType>";
  const std::string end = "<Key>a+b</Key><Size>1</Size></Contents >";
  for (const std::string& body :
       {"<Contents>" + url + end, "<CommonPrefixes>" + url + "<Prefix>a</Prefix></CommonPrefixes>"}) {
    EXPECT_NE(read_both_ways(page_of(body)).error.find("expected one <EncodingType>"), std::string::npos) << body;
  }
}

TEST(Listing, reads_versions_and_delete_markers) {
  const std::string owner = "<Owner><ID>me</ID><DisplayName>Me</DisplayName></Owner>";
  const std::string body =
      "<ListVersionsResult><Name>b</Name><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>"
      "<IsTruncated>true</IsTruncated><DeleteMarker><Key>k</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest>"
      "<LastModified>2026-11-22T12:00:00.000Z</LastModified>" +
      owner +
      "</DeleteMarker><Version><Key>k</Key>"
      "<VersionId>v1</VersionId><IsLatest>false</IsLatest><LastModified>2026-11-22T12:00:00.000Z</LastModified>"
      "<ETag>&quot;e&quot;</ETag><Size>7</Size>" +
      owner + "<StorageClass>GLACIER</StorageClass></Version></ListVersionsResult>";
  const Read page = read_both_ways(body);
  EXPECT_EQ(page.lines,
            "k 0  1795348800000000  v2 me Me latest deleted\n"
            "k 7 e 1795348800000000 GLACIER v1 me Me\n");
  EXPECT_TRUE(page.page.of_versions);
  EXPECT_TRUE(page.page.truncated);
  EXPECT_EQ(page.page.next_key_marker, "k");
  EXPECT_EQ(page.page.next_version_id_marker, "v1");
}

TEST(Listing, nothing_may_follow_the_page) {
  EXPECT_NE(read_both_ways("<ListBucketResult/>" + contents("a")).error.find("expected the end"), std::string::npos);
}

TEST(Listing, an_empty_page_is_a_page) {
  EXPECT_EQ(read_both_ways(page_of("<IsTruncated>false</IsTruncated>")).page.entries, 0u);
  EXPECT_EQ(read_both_ways("<ListBucketResult/>").error, "");
}

TEST(Listing, tells_when_keys_do_not_ascend) {
  EXPECT_TRUE(read_both_ways(page_of(contents("a") + contents("b"))).page.sorted);
  EXPECT_FALSE(read_both_ways(page_of(contents("b") + contents("a"))).page.sorted);
}

TEST(Listing, what_is_no_entry_is_an_error_that_says_where) {
  EXPECT_NE(read_both_ways(page_of("<Contents><Size>1</Size></Contents>")).error.find("with a <Key>"),
            std::string::npos);
  EXPECT_NE(read_both_ways(page_of("<Contents><Key>a</Key><Size>x</Size></Contents>")).error.find("<Size>"),
            std::string::npos);
  EXPECT_NE(read_both_ways(page_of("<Contents><Key>a</Key><Size>1</Size><LastModified>now</LastModified></Contents>"))
                .error.find("<LastModified>"),
            std::string::npos);
  EXPECT_EQ(
      read_both_ways("<html/>").error,
      "read the answer's XML: expected a ListBucketResult or a ListVersionsResult, found \"<html/>\" at byte 0 of 7");
}

TEST(Listing, every_truncation_is_an_error) {
  const std::string whole = page_of("<IsTruncated>false</IsTruncated>" + contents("a") + contents("R&amp;B") +
                                    "<CommonPrefixes><Prefix>x</Prefix></CommonPrefixes>");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(read_both_ways(whole.substr(0, size)).error, "") << "cut to " << size;
  }
}

TEST(Listing, lends_the_body_and_gives_it_back) {
  std::string body = page_of(contents("a"));
  const std::string before = body;
  KeyList keys;
  ASSERT_TRUE(read_listing(body, keys));
  EXPECT_EQ(body, before);
  EXPECT_EQ(keys.keys[0], "a");
}

TEST(Listing, short_cuts_change_nothing_on_pages_of_any_shape) {
  std::mt19937 random(7);
  const std::array<std::string, 12> pieces = {"<Key>a&amp;b</Key>",
                                              "<Key>k</Key>",
                                              "<ETag>&quot;e&quot;</ETag>",
                                              "<ETag>\"e</ETag>",
                                              "<Size>12</Size>",
                                              "<Size >12</Size>",
                                              "<Key/>",
                                              "<Owner><ID>i</ID></Owner>",
                                              "<ID>x</ID>",
                                              "<Owner/>",
                                              "<!-- c -->",
                                              "<StorageClass>S</StorageClass>"};
  for (int round = 0; round < 3000; ++round) {
    std::string inside = round % 2 == 0 ? "<EncodingType>url</EncodingType>" : "";
    for (int entry = 0; entry < 3; ++entry) {
      inside += "<Contents><Size>1</Size>";
      for (auto i = random() % 6; i > 0; --i) inside += pieces[random() % pieces.size()];
      inside += "<Key>k" + std::to_string(entry) + "</Key></Contents>";
    }
    read_both_ways(page_of(inside));
  }
}

TEST(KeyList, keeps_keys_in_one_piece_and_says_whether_they_are_ascii) {
  std::string body = page_of(contents("a") + contents("bc") + "<CommonPrefixes><Prefix>x/</Prefix></CommonPrefixes>");
  KeyList keys;
  ASSERT_TRUE(read_listing(body, keys));
  EXPECT_EQ(keys.keys.bytes, "abc");
  EXPECT_EQ(keys.keys.ends, (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(keys.prefixes[0], "x/");
  EXPECT_TRUE(keys.all_ascii);
  body = page_of(contents("\xC3\xA4"));
  ASSERT_TRUE(read_listing(body, keys));
  EXPECT_FALSE(keys.all_ascii);
}

TEST(EntryList, gives_back_what_it_was_given) {
  std::string body = page_of(contents("a") + contents("b") + "<Contents><Key>c</Key><Size>1</Size></Contents>");
  EntryList entries;
  ASSERT_TRUE(read_listing(body, entries));
  std::string lines;
  for (std::size_t i = 0; i < entries.size(); ++i) lines += show(entries[i]) + "\n";
  EXPECT_EQ(lines, read(body).lines);
}

using Parameters = std::vector<Request::Pair>;

std::string value_of(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return "(none)";
}

ListPage truncated_page() {
  ListPage page;
  page.truncated = true;
  return page;
}

TEST(ListCursor, goes_on_by_token_in_the_second_form_of_the_operation) {
  ListCursor cursor(ListApi::objects_v2, {.prefix = "p/", .delimiter = "/", .start_after = "p/a"});
  EXPECT_EQ(value_of(cursor.parameters(), "list-type"), "2");
  EXPECT_EQ(value_of(cursor.parameters(), "start-after"), "p/a");
  EXPECT_EQ(value_of(cursor.parameters(), "continuation-token"), "(none)");
  ListPage page = truncated_page();
  page.next_token = "t1";
  ASSERT_TRUE(cursor.advance(page));
  EXPECT_FALSE(cursor.done());
  EXPECT_EQ(value_of(cursor.parameters(), "continuation-token"), "t1");
  ASSERT_TRUE(cursor.advance({}));
  EXPECT_TRUE(cursor.done());
}

TEST(ListCursor, goes_on_behind_the_last_name_where_the_first_form_gives_no_marker) {
  ListCursor cursor(ListApi::objects_v1, {});
  ListPage page = truncated_page();
  page.last = "z";
  ASSERT_TRUE(cursor.advance(page));
  EXPECT_EQ(value_of(cursor.parameters(), "marker"), "z");
}

TEST(ListCursor, goes_on_by_key_and_version) {
  ListCursor cursor(ListApi::versions, {});
  ListPage page = truncated_page();
  page.next_key_marker = "k";
  page.next_version_id_marker = "v";
  ASSERT_TRUE(cursor.advance(page));
  EXPECT_EQ(value_of(cursor.parameters(), "key-marker"), "k");
  EXPECT_EQ(value_of(cursor.parameters(), "version-id-marker"), "v");
  page.next_version_id_marker = "w";
  EXPECT_TRUE(cursor.advance(page));
}

TEST(ListCursor, a_listing_that_would_never_end_is_an_error) {
  ListCursor cursor(ListApi::objects_v2, {.prefix = "p"});
  EXPECT_FALSE(cursor.advance(truncated_page()));
  ListPage page = truncated_page();
  for (const char* token : {"a", "b"}) {
    page.next_token = token;
    ASSERT_TRUE(cursor.advance(page));
  }
  page.next_token = "a";
  const auto again = cursor.advance(page);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("would never end"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::s3
