// Elements from data. Text is only ever set as text, so a name from a dump cannot become markup.

const SVG = "http://www.w3.org/2000/svg";

// el("a", {href, class, onclick}, "text", child, ...): null and false children are left out, attributes likewise.
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...present(children));
  return element;
}

const present = (children) => children.flat().filter((child) => ![null, undefined, false, ""].includes(child));

// In place of what was there.
export function refill(element, ...children) {
  element.replaceChildren(...present(children));
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

const NUMBER = new Intl.NumberFormat("en");

export const count = (number) => NUMBER.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

// "A name that is far too long for it" -> "A name that is far…"; never half of a character.
export function shorten(text, most) {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("").trimEnd()}…`;
}

// For those who hear the page.
export function say(text) {
  document.getElementById("status").textContent = text;
}
