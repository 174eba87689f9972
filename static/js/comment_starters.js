// A press on a question puts it into the comment box and the cursor behind it.

export function offerStarters(root) {
  root.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-starter-for]");
    const box = starter && document.getElementById(starter.dataset.starterFor);
    if (!box) return;
    const before = box.value.trimEnd();
    box.value = (before ? before + "\n\n" : "") + starter.textContent.trim() + "\n";
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
