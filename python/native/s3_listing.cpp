#include "s3_listing.hpp"

#include <algorithm>
#include <variant>

#include "column_numpy.hpp"
#include "errors.hpp"
#include "s3_objects.hpp"
#include "wirespeed/s3/listing_keys.hpp"
#include "wirespeed/s3_client/list_objects.hpp"
#include "wirespeed/s3_client/list_parallel.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::ListObjects;

nb::object text_of(std::string_view text, bool is_ascii) {
  if (!is_ascii) return readable_text(text);
  PyObject* made = PyUnicode_New(static_cast<Py_ssize_t>(text.size()), 127);
  if (made == nullptr) throw nb::python_error();
  std::memcpy(PyUnicode_DATA(made), text.data(), text.size());
  return nb::steal(made);
}

nb::list list_of(const s3::TextArena& texts, bool is_ascii) {
  nb::list made = nb::steal<nb::list>(PyList_New(static_cast<Py_ssize_t>(texts.size())));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    PyList_SET_ITEM(made.ptr(), static_cast<Py_ssize_t>(i), text_of(texts[i], is_ascii).release().ptr());
  }
  return made;
}

nb::object text_or_none(std::string_view text) { return text.empty() ? nb::none() : readable_text(text); }

// With its quotes, as everywhere else.
nb::object etag_or_none(std::string_view etag) {
  return etag.empty() ? nb::none() : readable_text(fmt::format("\"{}\"", etag));
}

nb::object tuple_of(const s3::ListedEntry& entry) {
  return nb::make_tuple(text_of(entry.key, entry.ascii_key), entry.size, etag_or_none(entry.etag),
                        time_or_none(entry.last_modified), text_or_none(entry.storage_class),
                        text_or_none(entry.version_id), entry.is_latest, entry.is_delete_marker);
}

nb::object made_of(s3::KeyList& keys) {
  return nb::make_tuple(list_of(keys.keys, keys.all_ascii), list_of(keys.prefixes, false));
}

nb::object made_of(s3::EntryList& entries) {
  nb::list made;
  for (std::size_t i = 0; i < entries.size(); ++i) made.append(tuple_of(entries[i]));
  return nb::make_tuple(made, list_of(entries.prefixes(), false));
}

nb::object table_of(s3::ListingColumns& columns) {
  auto table = std::make_shared<column::Table>();
  table->schema = columns.schema();
  auto batch = value_or_throw(columns.finish());
  table->batches.push_back(std::make_shared<const column::Batch>(std::move(batch)));
  return column_table(std::move(table));
}

nb::object made_of(s3::ListingColumns& columns) {
  return nb::make_tuple(table_of(columns), list_of(columns.prefixes(), false));
}

template <typename Into>
class ListCall final : public S3Call {
 public:
  ListCall(std::string bucket, s3::ListCursor cursor, Into into)
      : into_(std::move(into)), list_(std::move(bucket), std::move(cursor), [this](std::string& body) {
          return s3::read_listing(body, into_);
        }) {}
  s3_client::Operation& operation() override { return list_; }
  nb::object make_result() override { return made_of(into_); }

 private:
  Into into_;
  ListObjects list_;
};

// Entries of many requests at once into the same destinations.
void take_into(s3::KeyList& into, const s3::EntryList& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) into.entry(entries[i]);
}
void take_into(s3::ListingColumns& into, const s3::EntryList& entries) { into.append(entries); }

template <typename Into>
class ListParallelCall final : public S3Call {
 public:
  ListParallelCall(std::string bucket, s3::ListQuery query, unsigned at_once, Into into)
      : into_(std::move(into)),
        list_(std::move(bucket),
              {.prefix = std::move(query.prefix),
               .start_after = std::move(query.start_after),
               .at_once = at_once,
               .page_size = query.page_size},
              [this](const s3::EntryList& entries) { take_into(into_, entries); }) {}
  s3_client::Operation& operation() override { return list_; }
  nb::object make_result() override { return made_of(into_); }

 private:
  Into into_;
  s3_client::ListParallel list_;
};

template <typename Into>
std::shared_ptr<S3Call> list_into(std::string bucket, s3::ListApi api, s3::ListQuery query, Into into) {
  return std::make_shared<ListCall<Into>>(std::move(bucket), s3::ListCursor(api, std::move(query)), std::move(into));
}

}  // namespace

std::shared_ptr<S3Call> list_call(std::string bucket, s3::ListApi api, s3::ListQuery query, Listed into) {
  const bool versions = api == s3::ListApi::versions;
  const bool owners = query.owners;
  switch (into) {
    case Listed::keys:
      return list_into(std::move(bucket), api, std::move(query), s3::KeyList());
    case Listed::columns:
      return list_into(std::move(bucket), api, std::move(query),
                       s3::ListingColumns({.versions = versions, .owners = owners}));
    case Listed::entries:
      return list_into(std::move(bucket), api, std::move(query), s3::EntryList());
  }
  return nullptr;
}

std::shared_ptr<S3Call> list_parallel_call(std::string bucket, s3::ListQuery query, unsigned at_once, Listed into) {
  if (into == Listed::keys) {
    return std::make_shared<ListParallelCall<s3::KeyList>>(std::move(bucket), std::move(query), at_once, s3::KeyList());
  }
  return std::make_shared<ListParallelCall<s3::ListingColumns>>(std::move(bucket), std::move(query), at_once,
                                                                s3::ListingColumns({}));
}

// --- page by page ----------------------------------------------------------------------------------------------------

class S3Listing::Pages {
 public:
  Pages() = default;
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  virtual ~Pages() = default;

  virtual void ask() = 0;
  virtual s3_client::Operation& operation() = 0;
  virtual bool at_end() const = 0;

  s3::EntryList entries;  // of the page that was asked for
};

namespace {

class OneByOne final : public S3Listing::Pages {
 public:
  OneByOne(std::string bucket, s3::ListCursor cursor)
      : list_(std::move(bucket), std::move(cursor),
              [this](std::string& body) { return s3::read_listing(body, entries); }) {}

  void ask() override { list_.ask_for(1); }
  s3_client::Operation& operation() override { return list_; }
  bool at_end() const override { return list_.at_end(); }

 private:
  ListObjects list_;
};

constexpr std::size_t kMostWaiting = 100'000;  // entries that came before their turn

class ManyAtOnce final : public S3Listing::Pages {
 public:
  ManyAtOnce(std::string bucket, s3::ListQuery query, unsigned at_once)
      : list_(std::move(bucket),
              {.prefix = std::move(query.prefix),
               .start_after = std::move(query.start_after),
               .at_once = at_once,
               .most_held = kMostWaiting,
               .page_size = query.page_size},
              [this](s3::EntryList& page) { entries = std::move(page); }) {}

  void ask() override { list_.ask_for_page(); }
  s3_client::Operation& operation() override { return list_; }
  bool at_end() const override { return list_.at_end(); }

 private:
  s3_client::ListParallel list_;
};

class PageCall : public S3Call {
 public:
  explicit PageCall(std::shared_ptr<S3Listing::Pages> pages) : pages_(std::move(pages)) {
    pages_->entries = {};
    pages_->ask();
  }
  s3_client::Operation& operation() override { return pages_->operation(); }
  nb::object make_result() override { return made_of(pages_->entries); }

 protected:
  std::shared_ptr<S3Listing::Pages> pages_;
};

class ColumnsCall final : public PageCall {
 public:
  ColumnsCall(std::shared_ptr<S3Listing::Pages> pages, s3::ListingColumns::Options options, std::size_t most)
      : PageCall(std::move(pages)), options_(options), most_(most) {}
  nb::object make_result() override {
    s3::ListingColumns columns(options_);
    const s3::EntryList& entries = pages_->entries;
    for (std::size_t i = 0; i < std::min(most_, entries.size()); ++i) columns.entry(entries[i]);
    return nb::make_tuple(table_of(columns), list_of(entries.prefixes(), false));
  }

 private:
  s3::ListingColumns::Options options_;
  std::size_t most_;
};

}  // namespace

S3Listing::S3Listing(std::string bucket, s3::ListApi api, s3::ListQuery query)
    : columns_{.versions = api == s3::ListApi::versions, .owners = query.owners} {
  pages_ = std::make_shared<OneByOne>(std::move(bucket), s3::ListCursor(api, std::move(query)));
}

S3Listing::S3Listing(std::string bucket, s3::ListQuery query, unsigned at_once)
    : pages_(std::make_shared<ManyAtOnce>(std::move(bucket), std::move(query), at_once)) {}

S3Listing::~S3Listing() = default;

std::shared_ptr<S3Call> S3Listing::next_page() { return std::make_shared<PageCall>(pages_); }

std::shared_ptr<S3Call> S3Listing::next_columns(std::size_t most) {
  return std::make_shared<ColumnsCall>(pages_, columns_, most);
}

bool S3Listing::at_end() const { return pages_->at_end(); }

}  // namespace wirespeed::python
