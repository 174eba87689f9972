// Ticks in a list: how many, all of this page at once, and along to the other pages of the list.
// The address holds keys, never words. Without this script ticks count for the page they are on.

const boxes = () => [...document.querySelectorAll("input[name=place][form=many]")];

function count() {
  const form = document.querySelector("#many");
  if (!form) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const elsewhere = form.querySelectorAll("input[type=hidden][name=place]").length;
  const words = form.querySelector("[data-chosen]");
  words.hidden = false;
  words.textContent = words.dataset.chosen.replace("{n}", ticked + elsewhere);
  const every = form.querySelector("[data-every]");
  every.hidden = !all.length;
  every.textContent = ticked === all.length ? every.dataset.none : every.dataset.every;
}

function tickEvery() {
  const all = boxes();
  const tick = all.some((box) => !box.checked);
  all.forEach((box) => { box.checked = tick; });
  count();
}

function chosen() {
  const carried = document.querySelectorAll("#many input[type=hidden][name=place]");
  return [...carried, ...boxes().filter((box) => box.checked)].map((box) => box.value);
}

function carry(link) {
  const address = new URL(link.href);
  address.searchParams.delete("place");
  chosen().forEach((place) => address.searchParams.append("place", place));
  link.href = address;
}

document.addEventListener("change", (event) => { if (event.target.form?.id === "many") count(); });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-every]")) tickEvery();
  const link = event.target.closest("#found nav a[href*='page='], #found a.app-sort");
  if (link) carry(link);
});
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.matches("form[data-filters]")) chosen().forEach((place) => formData.append("place", place));
});
new MutationObserver(count).observe(document.querySelector("#found"), { childList: true });
count();
