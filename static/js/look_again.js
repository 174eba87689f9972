// [data-look-again="2"] is fetched anew every so many seconds, until the page is about something else;
// then the whole page is loaded. Without this script a link on the page does the same by hand.

const part = document.querySelector("[data-look-again]");
const wait = Number(part.dataset.lookAgain) * 1000;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-look-again]");
    if (answer.redirected || (answer.ok && !now)) return location.reload();
    if (now) update(now);
  } catch {
    // the connection may come back
  }
  setTimeout(look, wait);
}

function update(now) {
  if (now.dataset.about !== part.dataset.about) return location.reload();
  if (now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
}

setTimeout(look, wait);
