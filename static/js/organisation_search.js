// The box that finds an organisation, as an ARIA combobox with a list (aria-autocomplete="list").
// Without this script the text goes to the server, which resolves it (forms/organisations.py).

const WAIT = 200; // milliseconds after the last key
const FEWEST = 2; // characters

document.querySelectorAll("[data-organisation-search]").forEach(findWhileTyping);

function findWhileTyping(box) {
  const input = box.querySelector("input[type=text]");
  const address = box.dataset.organisationSearch;
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "app-organisations__list", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "nhsuk-u-visually-hidden" });
  const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}-choice` });
  let found = [];
  let active = -1;
  let timer;
  let asking;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("label").textContent.trim());
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) input.setAttribute(name, value);
  const frame = Object.assign(document.createElement("div"), { className: "app-organisations__box" });
  input.replaceWith(frame);
  frame.append(input, list);
  box.append(status);

  input.addEventListener("input", () => {
    forget();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return found.length ? open() : ask();
      move(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && !list.hidden && active >= 0) {
      choose(active);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });

  async function ask() {
    const words = input.value.trim();
    if (words.length < FEWEST) return close();
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, {
        headers: { Accept: "application/json" }, signal: asking.signal,
      });
      if (!answer.ok) return close();
      found = (await answer.json()).organisations;
      show();
    } catch {
      // the text alone is enough: the server resolves it
    }
  }

  function show() {
    list.replaceChildren(...found.map((one, place) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${place}`, className: "app-organisations__option" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const detail = [one.code, one.town, one.closed ? box.dataset.closed : ""].filter(Boolean).join(", ");
      option.append(one.name, " ", Object.assign(document.createElement("span"), { className: "app-organisations__detail", textContent: detail }));
      return option;
    }));
    const words = { 0: box.dataset.foundNone, 1: box.dataset.foundOne }[found.length];
    status.textContent = words ?? box.dataset.foundMany.replace("{count}", found.length);
    return found.length && document.activeElement === input ? open() : close();
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    move(-1);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function move(place) {
    active = place < -1 ? found.length - 1 : place >= found.length ? -1 : place;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function choose(place) {
    input.value = found[place].name;
    chosen.value = found[place].id;
    box.append(chosen);
    close();
  }

  // What is typed by hand counts as typed: no earlier choice may win over it.
  function forget() {
    chosen.remove();
    box.querySelectorAll("[data-offered] input").forEach((radio) => (radio.checked = false));
  }
}
