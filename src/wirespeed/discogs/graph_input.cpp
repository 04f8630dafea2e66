#include "wirespeed/discogs/graph_input.hpp"

#include <utility>

namespace wirespeed::discogs {
namespace {

using Codes = std::vector<std::uint32_t>;  // by the code within the batch: the code over the dump

template <typename Intern>
Codes translate(const TextList& texts, Intern intern) {
  Codes codes(texts.size());
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = intern(texts[i], i);
  return codes;
}

void replace(Lists& lists, const Codes& codes) {
  for (std::uint32_t& item : lists.items) item = codes[item];
}

void replace_credits(Lists& credits, const Codes& people, const Codes& roles) {
  for (std::size_t at = 0; at < credits.items.size(); at += kCreditWidth) {
    credits.items[at] = people[credits.items[at]];
    credits.items[at + 1] = roles[credits.items[at + 1]];
  }
}

// The last block first, and in it the last record: the first of an id that is met is the one that stays.
void keep_last(std::vector<RecordBlock>& blocks) {
  IdSet seen;
  for (std::size_t b = blocks.size(); b-- > 0;) {
    const std::vector<std::uint32_t>& ids = blocks[b].ids;
    std::vector<bool> keep(ids.size());
    bool all = true;
    for (std::size_t i = ids.size(); i-- > 0;) {
      keep[i] = seen.insert(ids[i]);
      all = all && keep[i];
    }
    if (!all) blocks[b] = filter(blocks[b], keep);
  }
}

}  // namespace

void GraphInput::add(GraphBatch& batch) {
  RecordBlock& block = batch.block;
  add_records(block);
  add_stub_names(artist_names, batch.artist_names, Kind::artists);
  add_stub_names(label_names, batch.label_names, Kind::labels);
  ignored += batch.ignored;
  replace(block.genres, translate(batch.genres, [&](auto text, std::size_t) { return genres.code(text); }));
  replace(block.styles, translate(batch.styles, [&](auto text, std::size_t) { return styles.code(text); }));
  replace(block.formats, translate(batch.formats, [&](auto text, std::size_t) { return formats.intern(text); }));
  replace_credits(
      block.credits,
      translate(batch.people, [&](auto text, std::size_t i) { return people.code(text, batch.people_hashes[i]); }),
      translate(batch.roles, [&](auto text, std::size_t i) { return roles.code(text, batch.roles_hashes[i]); }));
  of(block.kind).push_back(std::move(block));
}

void GraphInput::add_records(const RecordBlock& block) {
  const auto kind = static_cast<std::size_t>(block.kind);
  for (const std::uint32_t id : block.ids) superseded[kind] += records[kind].insert(id) ? 0 : 1;
}

void GraphInput::add_stub_names(StubNames& stubs, const NamedReferences& references, Kind kind) const {
  const IdSet& known = records[static_cast<std::size_t>(kind)];
  for (std::size_t i = 0; i < references.ids.size(); ++i) {
    const std::uint32_t id = references.ids[i];
    if (known.contains(id) || !stubs.named.insert(id)) continue;
    stubs.ids.push_back(id);
    stubs.names.append(references.names[i]);
  }
}

void GraphInput::drop_superseded() {
  for (std::size_t kind = 0; kind < blocks.size(); ++kind) {
    if (superseded[kind] > 0) keep_last(blocks[kind]);
  }
}

}  // namespace wirespeed::discogs
