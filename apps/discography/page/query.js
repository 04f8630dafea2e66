// A path with its parameters, of this page or of the server.

// Members that are null, undefined or "" are left out.
export function withQuery(path, query = {}) {
  const there = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return there.length === 0 ? path : `${path}?${new URLSearchParams(there)}`;
}
