// Photos go to the server one by one as they are chosen, beside whatever is being typed. Each tells how far it is, goes on
// by itself when the line is back, and is refused by itself. Without this the form takes them with everything else.
//
// A retry bears the key of the first attempt, so that one photo arrives once. The answer says which version of the post
// the photo was added to and which it made: the form follows if that was its own, and `cafe:version` tells it.

import { element, fromHtml, megabytes, newKey, relate, show } from "./arriving.js";

const AT_ONCE = 2;
const SILENCE_S = 60; // nothing moves on the line: it is dead, whatever the browser believes
const WORKING_S = 120; // the server has it all and works on it
const WAITS_S = [1, 2, 4, 8, 15, 30];

const form = document.getElementById("editor");
const section = document.querySelector("[data-photos]");
const input = section.querySelector("[data-drop] input[type=file][name]");
const strip = section.querySelector("[data-strip]");
const panels = section.querySelector("[data-panels]");
const drop = section.querySelector("[data-drop]");
const camera = section.querySelector("[data-camera]");
const limit = Number(input.dataset.bytesMax);
const most = Number(section.dataset.most);
const address = section.dataset.add;

const list = element("ul", "coming");
const told = element("p", "quiet");
told.setAttribute("role", "status");

// --- What is under way.

const jobs = []; // in the order in which they were chosen
const IDLE = new Set(["refused", "done"]);
const pending = () => jobs.filter((job) => !IDLE.has(job.state));
let arrived = 0;

function row(job) {
  const item = element("li", "coming__item");
  const picture = item.appendChild(element("span", "coming__picture"));
  const body = item.appendChild(element("div", "coming__body"));
  body.append(element("p", "coming__name", job.file.name));
  job.words = body.appendChild(element("p", "coming__words", "順番を待っています。"));
  job.bar = body.appendChild(document.createElement("progress"));
  job.bar.max = 1;
  job.bar.setAttribute("aria-label", `${job.file.name}の送信`);
  job.deeds = item.appendChild(element("div", "coming__deeds"));
  show(job.file, picture);
  return item;
}

function deeds(job, ...named) {
  job.deeds.replaceChildren(
    ...named.map(([name, act]) => {
      const button = element("button", "button button--outline button--small", name);
      button.type = "button";
      button.append(element("span", "visually-hidden", `(${job.file.name})`));
      button.addEventListener("click", act);
      return button;
    }),
  );
}

function leave(job) {
  clearTimeout(job.timer);
  job.state = "done";
  job.request?.abort();
  job.item.remove();
  jobs.splice(jobs.indexOf(job), 1);
  input.focus();
  next();
}

function refuse(job, sentence, ...more) {
  job.state = "refused";
  job.words.textContent = sentence;
  job.words.classList.add("coming__words--refused");
  job.bar.hidden = true;
  deeds(job, ...more, ["閉じる", () => leave(job)]);
  next();
}

function wait(job, sentence, { byItself = true } = {}) {
  job.state = "waiting";
  job.words.textContent = sentence;
  job.bar.removeAttribute("value");
  deeds(job, ["すぐに送る", () => again(job)], ["やめる", () => leave(job)]);
  const seconds = WAITS_S[Math.min(job.tries, WAITS_S.length - 1)];
  job.tries += 1;
  if (byItself) job.timer = setTimeout(() => again(job), seconds * 1000);
  next();
}

function again(job) {
  clearTimeout(job.timer);
  if (job.state === "done") return;
  job.state = "queued";
  job.words.textContent = "順番を待っています。";
  next();
}

function next() {
  const sending = jobs.filter((job) => job.state === "sending").length;
  jobs.filter((job) => job.state === "queued").slice(0, AT_ONCE - sending).forEach(send);
  list.hidden = !jobs.length;
  if (!pending().length) goOn();
}

function send(job) {
  const request = new XMLHttpRequest();
  let silence;
  const listen = (seconds) => {
    clearTimeout(silence);
    silence = setTimeout(() => request.abort(), seconds * 1000);
  };
  Object.assign(job, { state: "sending", request });
  job.words.textContent = "送っています。";
  deeds(job, ["やめる", () => leave(job)]);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const share = total ? loaded / total : 0;
    job.bar.value = share;
    job.words.textContent = share < 1 ? `送っています(${Math.floor(share * 100)}%)。` : "写真を整えています。";
    listen(share < 1 ? SILENCE_S : WORKING_S);
  });
  request.addEventListener("loadend", () => {
    clearTimeout(silence);
    if (job.state === "sending") answered(job, request); // else it was told to leave
  });
  request.open("POST", address);
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.setRequestHeader("Accept", "application/json");
  const body = new FormData();
  body.append("key", job.key);
  if (job.twice) body.append("again", "on");
  body.append("photo", job.file, job.file.name);
  listen(SILENCE_S);
  request.send(body);
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function answered(job, request) {
  const answer = read(request);
  if (answer?.photo) take(job, answer);
  else if (answer?.same) {
    const twice = () => {
      Object.assign(job, { twice: true });
      job.words.classList.remove("coming__words--refused");
      job.bar.hidden = false;
      again(job);
    };
    refuse(job, `${answer.sentence}追加していません。`, ["それでも追加する", twice]);
  } else if (answer?.sentence) refuse(job, answer.sentence);
  else if (request.status === 200 || request.status === 403) {
    // A page in place of an answer: that of the sign-in.
    wait(job, "ログインの期限が切れました。別の画面でログインしてから、「すぐに送る」を押してください。", { byItself: false });
  } else if (request.status === 413) refuse(job, `大きすぎます。${megabytes(limit)}以下の写真を選んでください。`);
  else if (request.status >= 400 && request.status < 500) refuse(job, "送れませんでした。画面を開き直してください。");
  else wait(job, "回線が切れています。つながると、続きを送ります。");
}

// --- It has arrived: its tile and its panel come with the answer.

function take(job, answer) {
  job.state = "done";
  job.item.remove();
  if (!strip.querySelector(`[data-tile="${answer.photo}"]`)) {
    const tile = fromHtml(answer.tile.trim());
    const panel = fromHtml(answer.panel.slice(answer.panel.indexOf("<details")));
    panel.open = false;
    tile.dataset.chosen = job.number;
    // One chosen earlier may arrive later, and stands before it all the same.
    const later = [...strip.querySelectorAll("[data-chosen]")].find((one) => Number(one.dataset.chosen) > job.number);
    if (later) later.before(tile);
    else strip.append(tile);
    panels.append(panel);
    relate(section, answer);
    document.dispatchEvent(new CustomEvent("cafe:photo-added", { detail: { panel } }));
    window.htmx?.process(panel);
  }
  jobs.splice(jobs.indexOf(job), 1);
  arrived += 1;
  steps.set(answer.before, answer.version);
  follow();
  next();
}

const steps = new Map(); // what each version became by a photo

function follow() {
  const field = form.elements.version;
  const before = field.value;
  while (steps.has(Number(field.value))) field.value = steps.get(Number(field.value));
  if (field.value === before) return;
  const detail = { version: Number(field.value) };
  document.dispatchEvent(new CustomEvent("cafe:version", { detail }));
}

// Answers come in any order, and saving by itself moves the version on, too.
document.addEventListener("cafe:version", () => queueMicrotask(follow));

// --- Choosing, dropping, pasting, taking one.

let numbered = 0;

function choose(files) {
  arrived = pending().length ? arrived : 0;
  for (const file of files) {
    const job = { file, key: newKey(), number: (numbered += 1), state: "queued", tries: 0 };
    job.item = list.appendChild(row(job));
    const taken = strip.children.length + pending().length;
    jobs.push(job);
    if (taken >= most) refuse(job, `写真は1つの起案に${most}枚までのため、追加していません。`);
    else if (file.size > limit) {
      refuse(job, `大きすぎます(${megabytes(file.size)})。${megabytes(limit)}以下の写真を選び直してください。`);
    }
  }
  if (pending().length) told.textContent = `写真${pending().length}枚を送っています。続けて入力できます。`;
  next();
}

function goOn() {
  if (arrived) told.textContent = `写真を${arrived}枚追加しました。`;
  else if (!jobs.length) told.textContent = "";
  const pressed = waiting;
  waiting = null;
  pressed?.click();
}

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function listenForFiles(use) {
  // A file beside the place must not take the page away.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => hasFiles(event) && event.preventDefault());
  }
  section.addEventListener("dragover", (event) => drop.classList.toggle("drop--over", hasFiles(event)));
  section.addEventListener("dragleave", () => drop.classList.remove("drop--over"));
  section.addEventListener("drop", (event) => {
    drop.classList.remove("drop--over");
    if (hasFiles(event)) use(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (files.length) use(files);
  });
}

// --- Nothing that is under way is lost by saving or leaving.

let waiting = null; // the button that was pressed while photos were on their way

document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || !pending().length || waiting) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = event.submitter ?? form.querySelector("button[type=submit]");
    const note = form.querySelector("[data-sending-note]");
    note.textContent = `写真${pending().length}枚を送り終えると、保存します。このままお待ちください。`;
    note.hidden = false;
  },
  { capture: true },
);
window.addEventListener("beforeunload", (event) => pending().length && event.preventDefault());
window.addEventListener("online", () => jobs.filter((job) => job.state === "waiting").forEach(again));

drop.classList.add("drop--live");
section.querySelector("[data-drop-hint]").hidden = window.matchMedia("(pointer: coarse)").matches;
if (address) {
  drop.after(told, list);
  list.hidden = true;
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    choose(files);
  });
  const shot = camera.querySelector("input");
  camera.hidden = !window.matchMedia("(pointer: coarse)").matches;
  shot.addEventListener("change", () => {
    const files = [...shot.files];
    shot.value = "";
    choose(files);
  });
  listenForFiles((files) => choose([...files]));
} else {
  listenForFiles((files) => {
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
