// wirespeed._native._s3: the S3 client for python/wirespeed/s3/, which has its manners.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <unordered_map>

#include "s3_buffer.hpp"
#include "s3_client_options.hpp"
#include "s3_listing.hpp"
#include "s3_options.hpp"
#include "s3_reads.hpp"
#include "s3_requests.hpp"
#include "s3_writes.hpp"
#include "wirespeed/s3/aws_host.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using s3_client::Client;
using s3_client::OnError;
using s3_client::Reactor;

using Timeout = std::optional<double>;
using SharedCall = std::shared_ptr<S3Call>;
using Text = std::string;

OnError on_error(bool go_on) { return go_on ? OnError::go_on : OnError::stop; }

// --- reading ---------------------------------------------------------------------------------------------------------

// Python's name for what several calls know in common.
struct PythonSharedObject {
  SharedHandle handle;
};

SharedCall get(Text bucket, Text key, nb::handle into, const nb::dict& options, std::uint64_t part_bytes,
               unsigned parts_at_once, const PythonSharedObject* of) {
  std::optional<HeldBuffer> held;
  if (!into.is_none()) held.emplace(into, true);
  return get_call(std::move(bucket), std::move(key), get_options(options), std::move(held), {part_bytes, parts_at_once},
                  of == nullptr ? nullptr : of->handle);
}

SharedCall get_many(Text bucket, std::vector<Text> keys, const nb::dict& options, bool go_on, std::uint64_t part_bytes,
                    unsigned parts_at_once) {
  return get_many_call(std::move(bucket), std::move(keys), get_options(options), on_error(go_on),
                       {part_bytes, parts_at_once});
}

SharedCall get_ranges(Text bucket, Text key, const nb::iterable& spans, const nb::dict& options) {
  std::vector<s3::ByteRange> ranges;
  for (const nb::handle span : spans) ranges.push_back(byte_range(span));
  return get_ranges_call(std::move(bucket), std::move(key), ranges, get_options(options));
}

std::unique_ptr<S3Stream> stream(std::shared_ptr<Client> client, Text bucket, Text key, const nb::dict& options,
                                 std::uint64_t part_bytes, unsigned parts_at_once) {
  return std::make_unique<S3Stream>(std::move(client), std::move(bucket), std::move(key), get_options(options),
                                    s3_client::PartOptions{part_bytes, parts_at_once});
}

s3::ListApi list_api(bool versions) { return versions ? s3::ListApi::versions : s3::ListApi::objects_v2; }

s3::ListQuery list_query(Text prefix, Text delimiter, Text start_after, int page_size, bool owners) {
  return {std::move(prefix), std::move(delimiter), std::move(start_after), page_size, owners};
}

// With `at_once` above 1 by as many requests at once.
SharedCall list(Text bucket, const Text& into, Text prefix, Text delimiter, Text start_after, bool versions,
                int page_size, bool owners, unsigned at_once) {
  const Listed listed = into == "keys" ? Listed::keys : Listed::columns;
  auto query = list_query(std::move(prefix), std::move(delimiter), std::move(start_after), page_size, owners);
  if (at_once > 1) return list_parallel_call(std::move(bucket), std::move(query), at_once, listed);
  return list_call(std::move(bucket), list_api(versions), std::move(query), listed);
}

std::unique_ptr<S3Listing> listing(Text bucket, Text prefix, Text delimiter, Text start_after, bool versions,
                                   int page_size, bool owners, unsigned at_once) {
  auto query = list_query(std::move(prefix), std::move(delimiter), std::move(start_after), page_size, owners);
  if (at_once > 1) return std::make_unique<S3Listing>(std::move(bucket), std::move(query), at_once);
  return std::make_unique<S3Listing>(std::move(bucket), list_api(versions), std::move(query));
}

// --- writing ---------------------------------------------------------------------------------------------------------

SharedCall put(Text bucket, Text key, nb::handle data, const nb::dict& options, std::uint64_t part_bytes,
               unsigned parts_at_once) {
  return put_call(std::move(bucket), std::move(key), data, write_options(options), {part_bytes, parts_at_once});
}

SharedCall put_many(Text bucket, const nb::iterable& items, const nb::dict& options, bool go_on) {
  std::vector<std::pair<Text, HeldBuffer>> held;
  for (const nb::handle item : items) held.emplace_back(nb::cast<Text>(item[0]), HeldBuffer(item[1], false));
  return put_many_call(std::move(bucket), std::move(held), write_options(options), on_error(go_on));
}

CopyFrom copy_from(Text bucket, Text key, const std::optional<Text>& version_id, const std::optional<Text>& if_match) {
  CopyFrom from{{std::move(bucket), std::move(key)}, version_id.value_or(""), {}};
  from.conditions.if_match = if_match.value_or("");
  return from;
}

SharedCall copy(Text bucket, Text key, Text to_bucket, Text to_key, const std::optional<Text>& version_id,
                const std::optional<Text>& source_if_match, const nb::dict& options) {
  return copy_call({std::move(to_bucket), std::move(to_key)},
                   copy_from(std::move(bucket), std::move(key), version_id, source_if_match), copy_options(options));
}

SharedCall delete_many(Text bucket, std::vector<std::pair<Text, Text>> named) {
  std::vector<NamedVersion> versions;
  versions.reserve(named.size());
  for (auto& [key, version_id] : named) versions.push_back({std::move(key), std::move(version_id)});
  return delete_many_call(std::move(bucket), std::move(versions), {});
}

SharedCall put_part(Text bucket, Text key, Text upload_id, std::uint32_t number, nb::handle data,
                    const nb::dict& options) {
  return put_part_call({{std::move(bucket), std::move(key)}, std::move(upload_id), number}, HeldBuffer(data, false),
                       write_options(options));
}

// Above what one request copies. Every part is of the source as it was when its size was asked.
SharedCall copy_parts(Text bucket, Text key, Text upload_id, Text from_bucket, Text from_key,
                      const std::optional<Text>& version_id, const std::optional<Text>& if_match, std::uint64_t size,
                      std::uint64_t part_bytes) {
  return copy_parts_call({std::move(bucket), std::move(key)}, std::move(upload_id),
                         copy_from(std::move(from_bucket), std::move(from_key), version_id, if_match),
                         value_or_throw(s3::plan_copy(size, part_bytes)));
}

SharedCall complete_upload(Text bucket, Text key, Text upload_id,
                           std::vector<std::tuple<std::uint32_t, Text, Text, std::uint64_t>> parts,
                           const nb::dict& options) {
  std::vector<DonePart> done;
  done.reserve(parts.size());
  for (auto& [number, etag, checksum, bytes] : parts) {
    done.push_back({number, std::move(etag), std::move(checksum), bytes});
  }
  return complete_upload_call({std::move(bucket), std::move(key)}, std::move(upload_id), std::move(done),
                              write_options(options));
}

// --- doing it --------------------------------------------------------------------------------------------------------

nb::object run(Client& client, const SharedCall& call, Timeout timeout_s, nb::handle cancel, nb::handle progress) {
  run_call(client, *call, limits_of(timeout_s, cancel), progress);
  return call->result();
}

nb::object next_part(S3Stream& self, Timeout timeout_s, nb::handle cancel) {
  return self.next(limits_of(timeout_s, cancel));
}

std::string presign(Client& client, const Text& method, const Text& bucket, const Text& key, double expires,
                    const nb::dict& options) {
  const auto said = get_options(options);
  return value_of([&] {
    const Detached detached;  // others may wait for the same credentials
    return client.presign(method, bucket, key, std::chrono::seconds(static_cast<std::int64_t>(expires)), said);
  }());
}

// The calls of one event loop.
class PythonReactor {
 public:
  explicit PythonReactor(std::shared_ptr<Client> client)
      : reactor_(std::make_unique<Reactor>(std::move(client))), descriptor_(reactor_->descriptor()) {}
  PythonReactor(const PythonReactor&) = delete;
  PythonReactor& operator=(const PythonReactor&) = delete;
  ~PythonReactor() { give_up(); }

  void submit(const SharedCall& call, nb::object tag) {
    if (!reactor_) throw Exception({Errc::cancelled, "start a call: the client was closed"});
    s3_client::Operation* operation = &call->operation();
    value_of(reactor_->submit(std::shared_ptr<s3_client::Operation>(call, operation)));
    tags_.emplace(operation, std::move(tag));
  }
  int descriptor() const noexcept { return descriptor_; }
  // The tags of what has ended.
  nb::list ended() {
    nb::list made;
    if (!reactor_) return made;
    for (const auto& operation : reactor_->take_ended()) {
      auto tag = tags_.extract(operation.get());
      if (!tag.empty()) made.append(tag.mapped());
    }
    return made;
  }
  // The tags of what had not ended, and never will.
  nb::list close() {
    nb::list made;
    give_up();
    for (auto& [operation, tag] : std::exchange(tags_, {})) made.append(tag);
    return made;
  }

 private:
  // Detached: its thread may be waiting to attach, for what it uploads.
  void give_up() {
    const Detached detached;
    reactor_.reset();
  }

  std::unordered_map<const s3_client::Operation*, nb::object> tags_;
  std::unique_ptr<Reactor> reactor_;  // none once it is closed
  int descriptor_;
};

void bind_calls(nb::module_& m) {
  m.def("get", get, "bucket"_a, "key"_a, "into"_a.none(), "options"_a, "part_bytes"_a, "parts_at_once"_a,
        "of"_a.none() = nb::none());
  m.def("get_many", get_many, "bucket"_a, "keys"_a, "options"_a, "go_on"_a, "part_bytes"_a, "parts_at_once"_a);
  m.def("get_ranges", get_ranges, "bucket"_a, "key"_a, "spans"_a, "options"_a);
  m.def("list", list, "bucket"_a, "into"_a, "prefix"_a, "delimiter"_a, "start_after"_a, "versions"_a, "page_size"_a,
        "owners"_a, "at_once"_a);
  m.def("put", put, "bucket"_a, "key"_a, "data"_a, "options"_a, "part_bytes"_a, "parts_at_once"_a);
  m.def("put_many", put_many, "bucket"_a, "items"_a, "options"_a, "go_on"_a);
  m.def(
      "head",
      [](Text bucket, Text key, const nb::dict& options) {
        return head_call({std::move(bucket), std::move(key)}, get_options(options));
      },
      "bucket"_a, "key"_a, "options"_a);
  m.def(
      "delete",
      [](Text bucket, Text key, const nb::dict& options) {
        return delete_call({std::move(bucket), std::move(key)}, delete_options(options));
      },
      "bucket"_a, "key"_a, "options"_a);
  m.def("delete_many", delete_many, "bucket"_a, "versions"_a);
  m.def("copy", copy, "bucket"_a, "key"_a, "to_bucket"_a, "to_key"_a, "version_id"_a.none(), "source_if_match"_a.none(),
        "options"_a);
  m.def(
      "create_bucket",
      [](Text bucket, Text region, Text acl, bool object_lock) {
        s3::CreateBucketOptions options;
        options.region = std::move(region);
        options.acl = std::move(acl);
        options.object_lock = object_lock;
        return create_bucket_call(std::move(bucket), std::move(options));
      },
      "bucket"_a, "region"_a, "acl"_a, "object_lock"_a);
  m.def("delete_bucket", delete_bucket_call, "bucket"_a);
  m.def("head_bucket", head_bucket_call, "bucket"_a);
  m.def("put_versioning", put_versioning_call, "bucket"_a, "enabled"_a);
  m.def("buckets", buckets_call);
}

void bind_uploads(nb::module_& m) {
  m.def(
      "create_upload",
      [](Text bucket, Text key, const nb::dict& options) {
        return create_upload_call({std::move(bucket), std::move(key)}, write_options(options));
      },
      "bucket"_a, "key"_a, "options"_a);
  m.def("put_part", put_part, "bucket"_a, "key"_a, "upload_id"_a, "number"_a, "data"_a, "options"_a);
  m.def("copy_parts", copy_parts, "bucket"_a, "key"_a, "upload_id"_a, "from_bucket"_a, "from_key"_a,
        "version_id"_a.none(), "if_match"_a.none(), "size"_a, "part_bytes"_a);
  m.def("complete_upload", complete_upload, "bucket"_a, "key"_a, "upload_id"_a, "parts"_a, "options"_a);
  m.def(
      "abort_upload",
      [](Text bucket, Text key, Text upload_id) {
        return abort_upload_call({std::move(bucket), std::move(key)}, std::move(upload_id));
      },
      "bucket"_a, "key"_a, "upload_id"_a);
  m.def(
      "list_uploads",
      [](Text bucket, Text prefix, Text key_marker, Text upload_id_marker) {
        return list_uploads_call(std::move(bucket), std::move(prefix),
                                 {std::move(key_marker), std::move(upload_id_marker)});
      },
      "bucket"_a, "prefix"_a, "key_marker"_a, "upload_id_marker"_a);
}

void bind_tags(nb::module_& m) {
  m.def(
      "get_tags",
      [](Text bucket, Text key, Text version_id) {
        return get_tags_call({std::move(bucket), std::move(key)}, std::move(version_id));
      },
      "bucket"_a, "key"_a, "version_id"_a);
  m.def(
      "put_tags",
      [](Text bucket, Text key, Text version_id, s3::Pairs tags) {
        return put_tags_call({std::move(bucket), std::move(key)}, std::move(version_id), std::move(tags));
      },
      "bucket"_a, "key"_a, "version_id"_a, "tags"_a);
  m.def(
      "delete_tags",
      [](Text bucket, Text key, Text version_id) {
        return delete_tags_call({std::move(bucket), std::move(key)}, std::move(version_id));
      },
      "bucket"_a, "key"_a, "version_id"_a);
}

}  // namespace

void bind_s3(nb::module_& root) {
  auto m = root.def_submodule("_s3", "The S3 client. Import wirespeed.s3 instead.");
  bind_s3_errors(m);
  bind_s3_buffer(m);
  nb::class_<S3Call>(m, "Call", "Something to be done, once.")
      .def("result", &S3Call::result, "REQUIRES: it has ended. Raises what ended it.")
      .def_prop_ro("bytes", [](const S3Call& self) { return self.operation().progress().bytes.load(); })
      .def_prop_ro("expected_bytes",
                   [](const S3Call& self) { return self.operation().progress().expected_bytes.load(); });
  nb::class_<Client>(m, "Client")
      .def("run", run, "call"_a, "timeout"_a.none() = nb::none(), "cancel"_a.none() = nb::none(),
           "progress"_a.none() = nb::none())
      .def("presign", presign, "method"_a, "bucket"_a, "key"_a, "expires"_a, "options"_a)
      .def_prop_ro("is_aws",
                   [](const Client& self) { return s3::parse_aws_host(self.options().endpoint.host).has_value(); })
      .def_prop_ro("uses_tls", [](const Client& self) { return self.options().endpoint.tls; })
      .def("close_idle", &Client::close_idle, nb::call_guard<nb::gil_scoped_release>());
  nb::class_<S3Stream>(m, "Stream")
      .def("next", next_part, "timeout"_a.none() = nb::none(), "cancel"_a.none() = nb::none());
  nb::class_<S3Listing>(m, "Listing")
      .def("next_page", &S3Listing::next_page)
      .def("next_columns", &S3Listing::next_columns, "most"_a)
      .def_prop_ro("at_end", &S3Listing::at_end);
  nb::class_<PythonReactor>(m, "Reactor")
      .def(nb::init<std::shared_ptr<Client>>(), "client"_a)
      .def("submit", &PythonReactor::submit, "call"_a, "tag"_a)
      .def("ended", &PythonReactor::ended)
      .def("close", &PythonReactor::close)
      .def_prop_ro("descriptor", &PythonReactor::descriptor);
  m.def("client", make_s3_client, "options"_a, "credentials"_a.none());
  nb::class_<PythonSharedObject>(m, "SharedObject", "What calls that read ranges of one object know in common.")
      .def(
          "__init__",
          [](PythonSharedObject* self, bool is_checked) {
            auto made = std::make_shared<s3_client::SharedObject>();
            made->is_checked = is_checked;
            new (self) PythonSharedObject{std::move(made)};
          },
          "is_checked"_a);
  m.def("stream", stream, "client"_a, "bucket"_a, "key"_a, "options"_a, "part_bytes"_a, "parts_at_once"_a);
  m.def("listing", listing, "bucket"_a, "prefix"_a, "delimiter"_a, "start_after"_a, "versions"_a, "page_size"_a,
        "owners"_a, "at_once"_a);
  bind_calls(m);
  bind_uploads(m);
  bind_tags(m);
}

}  // namespace wirespeed::python
