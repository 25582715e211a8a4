// The fields of a form by their names, as lists of texts: what they hold, what the page came with, and how both are read.

const SKIPPED = ["hidden", "file", "submit", "button", "reset", "image", "password"];
const half = /\p{Surrogate}/gu; // of a character: no form can send it

const tidy = (texts) =>
  texts
    .map((text) => text.replace(/\r\n?/g, "\n").replace(half, "\ufffd"))
    .filter(Boolean)
    .sort();

export const same = (one, other) => one.length === other.length && one.every((text, place) => text === other[place]);
export const alike = (one, other) => same(one.map((text) => text.trim()), other.map((text) => text.trim()));

const typedIn = (form) =>
  [...form.elements].filter((field) => field.name && "value" in field && (!SKIPPED.includes(field.type) || "kept" in field.dataset));

export function names(form) {
  return new Set(typedIn(form).map((field) => field.name));
}

function collected(form, name, texts) {
  return tidy(typedIn(form).filter((field) => field.name === name).flatMap(texts));
}

export function now(form, name) {
  return collected(form, name, (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? [field.value] : [];
    if (field.options) return [...field.selectedOptions].map((option) => option.value);
    return [field.value];
  });
}

/** As the page came, whatever the browser has put back since (after a reload, or on the way back). */
export function initial(form, name) {
  return collected(form, name, (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked ? [field.value] : [];
    if (field.type === "range") return [field.value]; // the browser rounds it to its own steps
    if (!field.options) return [field.defaultValue];
    const chosen = [...field.options].filter((option) => option.defaultSelected);
    return (chosen.length || field.multiple ? chosen : [...field.options].slice(0, 1)).map((option) => option.value);
  });
}

export function write(form, name, value) {
  for (const field of typedIn(form).filter((one) => one.name === name)) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.options) [...field.options].forEach((option) => (option.selected = value.includes(option.value)));
    else field.value = value[0] ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const first = (form, name) => typedIn(form).find((field) => field.name === name);

/** Where a reader is led to. */
export function anchor(form, name) {
  const field = first(form, name);
  return field?.closest("fieldset.field[id]") ?? field;
}

export function label(form, name) {
  const field = first(form, name);
  if (!field) return "いまはない欄";
  const words = field.closest("fieldset.field")?.querySelector("legend") ?? field.labels?.[0];
  const row = field.closest(".part")?.querySelector("summary")?.firstChild?.textContent.trim() ?? "";
  const own = [...(words?.querySelector("span") && field.type === "checkbox" ? words.querySelector("span") : words)?.childNodes ?? []];
  const text = own.find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())?.textContent.trim() ?? name;
  return row ? `${row}の${text}` : text;
}

/** A value for people: a choice by its words. */
export function spoken(form, name, value) {
  const fields = typedIn(form).filter((field) => field.name === name);
  if (fields.length === 1 && fields[0].type === "checkbox") return value.length ? "チェックあり" : "チェックなし";
  const word = (text) => {
    const choice = fields.find((field) => ["checkbox", "radio"].includes(field.type) && field.value === text);
    if (choice) return choice.labels?.[0]?.textContent.trim() ?? text;
    const option = [...(fields[0]?.options ?? [])].find((one) => one.value === text);
    return option?.textContent.trim() ?? text;
  };
  return value.map(word).join("、");
}
