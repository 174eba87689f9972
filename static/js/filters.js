// Filters answer at once: form[data-filters] is sent when a choice changes, without its button.
// What is found is announced by the result count, which has role="status" on the page that comes back;
// with data-filters="<id>" only that part of the page is replaced and the focus stays where it is.

const WAIT_FOR_TYPING = 500; // milliseconds

export function filterAtOnce(root) {
  root.querySelectorAll("form[data-filters]").forEach((form) => {
    let timer;
    form.classList.add("app-filters--at-once");
    form.addEventListener("change", () => apply(form));
    form.addEventListener("input", (event) => {
      if (event.target.type !== "search") return;
      clearTimeout(timer);
      timer = setTimeout(() => apply(form), WAIT_FOR_TYPING);
    });
    form.addEventListener("submit", (event) => {
      if (!form.dataset.filters) return;
      event.preventDefault();
      clearTimeout(timer);
      apply(form);
    });
  });
}

let latest;

async function apply(form) {
  const part = document.getElementById(form.dataset.filters);
  if (!part) return form.submit();
  const asked = new URL(form.action || location.href);
  asked.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
  latest?.abort();
  const asking = (latest = new AbortController());
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(asked, { signal: asking.signal, headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(form.dataset.filters);
    if (!answer.ok || answer.redirected || !found) return location.assign(asked);
    part.replaceChildren(...found.childNodes);
    part.removeAttribute("aria-busy");
    history.replaceState(null, "", asked);
    announce(part);
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(asked);
  }
}

function announce(part) {
  const count = part.querySelector("[data-result-count]");
  if (!count) return;
  let line = document.getElementById("announcement");
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "announcement", className: "nhsuk-u-visually-hidden" });
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = "";
  setTimeout(() => (line.textContent = count.textContent.trim()), 100);
}
