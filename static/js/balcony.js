// Starts everything a page may hold. Every part is an extra: pages work without it.
import { initAll } from "nhsuk-frontend";
import { forgetOnSignOut, forgetOthers, forgetWhatArrived, saveWhileTyping } from "balcony/autosave";
import { offerStarters } from "balcony/comment-starters";
import { filterAtOnce } from "balcony/filters";
import { writeOutline } from "balcony/outline";
import { submitOnce } from "balcony/submit-once";
import { unfoldTarget } from "balcony/unfold-target";

initAll();
submitOnce(document);
filterAtOnce(document);
offerStarters(document);
forgetOnSignOut(document);
forgetOthers();
forgetWhatArrived(document);
unfoldTarget();
document.querySelectorAll("[data-outline]").forEach(writeOutline);
document.querySelectorAll("form[data-autosave]").forEach(saveWhileTyping);
document.querySelector("[data-take-focus]")?.focus();
