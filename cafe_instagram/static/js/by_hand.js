// 手動投稿: a press copies the words, another hands the pictures to the share sheet. Without it both are done by hand.

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // No permission, or no such thing: the old way, which needs the text to be selected.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

function copies(button) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    told.textContent = (await copy(field))
      ? "コピーしました。"
      : "コピーできませんでした。枠の中を選んであるので、長押ししてコピーしてください。";
  });
}

/** One after the other, in their order: on a slow line the first is there first. */
async function fetched(pictures, tell) {
  const files = [];
  for (const [place, picture] of pictures.entries()) {
    tell(`写真を読み込んでいます(${place + 1}/${pictures.length}枚目)。`);
    const answer = await fetch(picture.src);
    if (!answer.ok) throw new Error(`${answer.status}`);
    files.push(new File([await answer.blob()], picture.dataset.picture, { type: "image/jpeg" }));
  }
  return files;
}

/** The share sheet opens only within moments of a press, so the pictures are there before it. */
async function shares(place) {
  const pictures = [...document.querySelectorAll("img[data-picture]")];
  const probe = new File([new Blob(["x"])], "x.jpg", { type: "image/jpeg" });
  if (!navigator.canShare?.({ files: [probe] })) return;
  const button = place.querySelector("button");
  const told = place.querySelector("[role=status]");
  const tell = (sentence) => (told.textContent = sentence);
  let files = null;
  const load = async () => {
    button.disabled = true;
    try {
      files = await fetched(pictures, tell);
      tell("");
    } catch {
      files = null;
      tell("写真を読み込めませんでした。ボタンを押すと、もう一度読み込みます。");
    }
    button.disabled = false;
  };
  button.addEventListener("click", async () => {
    if (!files) {
      await load();
      return;
    }
    try {
      await navigator.share({ files });
      tell("共有のメニューに渡しました。");
    } catch (fault) {
      if (fault.name !== "AbortError") tell("共有できませんでした。下の「保存」から、1枚ずつ保存してください。");
    }
  });
  place.hidden = false;
  await load();
}

document.querySelectorAll("[data-needs-script]").forEach((place) => (place.hidden = false));
document.querySelectorAll("[data-copy]").forEach(copies);
document.querySelectorAll("[data-share]").forEach(shares);
