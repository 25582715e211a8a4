// The editor's counter: the server counts again, this only tells while one types.

const LIMITS = { characters: 2200, hashtags: 30 };

for (const counter of document.querySelectorAll("[data-counter]")) {
  const field = document.getElementById(counter.dataset.counter);
  const tell = () => {
    const hashtags = field.value.match(/[#＃][\p{L}\p{N}_]+/gu) ?? [];
    const over = field.value.length > LIMITS.characters || hashtags.length > LIMITS.hashtags;
    counter.textContent = `${field.value.length.toLocaleString("ja")} / 2,200字、ハッシュタグ ${hashtags.length} / 30個`;
    counter.classList.toggle("counter--over", over);
  };
  counter.hidden = false;
  field.addEventListener("input", tell);
  tell();
}
