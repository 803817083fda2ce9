// The worker that opens the visit pages without a network. The view that serves it puts `self.VISIT_PAGES` before it:
// every file of the page with the hash of its content, so that a new version is taken whole or not at all.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

const { shell, files } = self.VISIT_PAGES;

precacheAndRoute(files, { ignoreURLParametersMatching: [/.*/] });
registerRoute(new NavigationRoute(createHandlerBoundToURL(shell), { allowlist: [new RegExp(`^${shell}`)] }));
cleanupOutdatedCaches();
// The new version waits until no page of the old one is open: a visit under way keeps the page it began with.
