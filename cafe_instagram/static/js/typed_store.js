// What has been typed and is not at the server yet waits in the browser's own storage, each person's apart. It is emptied
// once it is saved and at the sign-out, since tablets are shared.

const MARK = "typed:";
const DAYS_KEPT = 7;
const prefix = (person) => `${MARK}${person}:`;

/** Whether it is stored now: storage may be full, or shut. */
export function put(person, document, page, entry) {
  try {
    localStorage.setItem(`${prefix(person)}${document}:${page}`, JSON.stringify({ ...entry, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function drop(person, document, page) {
  try {
    localStorage.removeItem(`${prefix(person)}${document}:${page}`);
  } catch {
    // Nothing is stored where nothing can be.
  }
}

function keys(beginning) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(beginning));
  } catch {
    return [];
  }
}

/** The person's entries of a document (all of them for ""), the oldest first; what is unreadable or too old is let go. */
export function entries(person, document = "") {
  const beginning = prefix(person) + (document && `${document}:`);
  const found = [];
  for (const key of keys(beginning)) {
    let entry = null;
    try {
      entry = JSON.parse(localStorage.getItem(key));
    } catch {
      // dropped below
    }
    const fresh = entry?.fields && Date.now() - entry.at < DAYS_KEPT * 86_400_000;
    if (fresh) found.push({ ...entry, page: key.slice(key.lastIndexOf(":") + 1) });
    else localStorage.removeItem(key);
  }
  return found.sort((one, other) => one.at - other.at);
}

function empty() {
  for (const key of keys(MARK)) localStorage.removeItem(key);
}

const leaving = "BroadcastChannel" in window ? new BroadcastChannel("signed-out") : null;

/** `act` runs in every other tab when somebody signs out in one. */
export const onSignOut = (act) => leaving?.addEventListener("message", act);

/** A form that signs out (data-sign-out) asks if something would be lost, and empties the storage; the server is told. */
export function emptyAtSignOut(form) {
  form.addEventListener("submit", (event) => {
    const waiting = keys(MARK).length;
    const question = `まだ保存されていない入力が、この端末に${waiting}件あります。ログアウトすると消えます。ログアウトしますか。`;
    if (waiting && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    empty();
    if (!keys(MARK).length) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "emptied", value: "1" }));
    leaving?.postMessage("");
  });
}
