// What people call labels, relationships and nodes, and how a node is written into an address.

export const LABELS = ["artist", "label", "release", "master", "genre", "style", "person"];

// A category is all neighbours of a node by one type, direction and label.
const CATEGORIES = {
  "BY in Release": "Releases",
  "BY in Master": "Masters",
  "BY out Artist": "Artists",
  "ON in Release": "Releases",
  "ON out Label": "Labels",
  "IS in Release": "Releases",
  "IS in Master": "Masters",
  "IS out Genre": "Genres",
  "IS out Style": "Styles",
  "DERIVED_FROM in Release": "Versions",
  "DERIVED_FROM out Master": "Master",
  "ALIAS_OF in Artist": "Alias of",
  "ALIAS_OF out Artist": "Aliases",
  "MEMBER_OF in Artist": "Members",
  "MEMBER_OF out Artist": "Member of",
  "SUBLABEL_OF in Label": "Sublabels",
  "SUBLABEL_OF out Label": "Parent label",
  "PART_OF in Style": "Styles",
  "PART_OF out Genre": "Genres",
  "CREDITED_ON in Person": "Credits",
  "CREDITED_ON out Release": "Credited on",
  "SAME_AS in Person": "Credited as",
  "SAME_AS out Artist": "Artist",
};

export const categoryKey = ({ type, direction, label }) => `${type} ${direction} ${label}`;

export function categoryName(category) {
  return CATEGORIES[categoryKey(category)] ?? `${category.type} ${category.direction}: ${category.label}`;
}

// The id where there is one; genres, styles and people are known by their names.
export const idOf = (node) => node.id ?? node.name;

export const nameOf = (node) => node.name ?? `(${node.label} ${node.id})`;

export const nodeKey = (node) => `${node.label}:${idOf(node)}`;

// "artist:1", an end of a path.
export const endOf = (node) => `${node.label.toLowerCase()}:${idOf(node)}`;
