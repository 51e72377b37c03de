// Progressive: without this file the link stands on the page as text, and the mail button works.
const link = document.querySelector('[data-link]');
const copy = document.querySelector('[data-copy]');
const share = document.querySelector('[data-share]');
const said = document.querySelector('[data-said]');
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(link.dataset.link);
    copy.textContent = said.textContent = copy.dataset.done;
  });
}
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener('click', () => {
    navigator.share({ text: share.dataset.share, url: link.dataset.link }).catch(() => undefined); // closed without sharing
  });
}
