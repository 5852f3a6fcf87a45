// Runs Lighthouse over the pages told on standard input and prints one line of JSON a run.
// In: {chrome, flags: [...], runs, pages: [{name, url, cookies, phone}]}. Accessibility is judged in the first run.
import {launch} from 'chrome-launcher';
import {connect} from 'puppeteer-core';
import lighthouse, {desktopConfig} from 'lighthouse';

const read = async () => {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
};

const TRIES = 3;
// Our pages are quiet soon after they are loaded; the times measured are simulated from the trace.
const HURRY = {pauseAfterFcpMs: 500, pauseAfterLoadMs: 500, networkQuietThresholdMs: 500, cpuQuietThresholdMs: 500};

// A new visitor every time: nothing kept but the cookies of the one who looks.
const enter = async (browser, page) => {
  const tab = await browser.newPage();
  const session = await tab.createCDPSession();
  await session.send('Network.clearBrowserCache');
  await session.send('Network.clearBrowserCookies');
  if (page.cookies.length) await session.send('Network.setCookies', {cookies: page.cookies});
  await session.detach();
  return tab;
};

const look = async (page, browser, first) => {
  const flags = {
    output: 'json',
    logLevel: 'silent',
    onlyCategories: first ? ['performance', 'accessibility'] : ['performance'],
    disableStorageReset: true,
    disableFullPageScreenshot: true,
    skipAboutBlank: true,
    ...HURRY,
    locale: 'en-US',
  };
  const tab = await enter(browser, page);
  const {lhr} = await lighthouse(page.url, flags, page.phone ? undefined : desktopConfig, tab);
  await tab.close();
  const score = (category) => (category ? Math.round(category.score * 100) : null);
  const failed = (lhr.categories.accessibility?.auditRefs ?? [])
    .map((each) => lhr.audits[each.id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => audit.id);
  return {
    name: page.name,
    url: lhr.finalDisplayedUrl,
    performance: score(lhr.categories.performance),
    accessibility: score(lhr.categories.accessibility),
    lcp: lhr.audits['largest-contentful-paint']?.numericValue ?? null,
    blocking: lhr.audits['total-blocking-time']?.numericValue ?? null,
    shift: lhr.audits['cumulative-layout-shift']?.numericValue ?? null,
    fault: lhr.runtimeError?.message ?? '',
    failed: first ? failed : [],
  };
};

// The browser sometimes loses the beginning of a trace; the run is then made again.
const surely = async (page, browser, first) => {
  let seen;
  for (let at = 0; at < TRIES; at += 1) {
    try {
      seen = await look(page, browser, first);
    } catch (fault) {
      seen = {name: page.name, url: page.url, performance: null, accessibility: null, fault: `${fault.message}`, failed: []};
    }
    if (!seen.fault) break;
  }
  return seen;
};

const job = await read();
const chrome = await launch({
  chromePath: job.chrome,
  chromeFlags: ['--headless=new', ...job.flags],
  logLevel: 'silent',
});
try {
  const browser = await connect({browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null});
  for (let run = 0; run < job.runs; run += 1) {
    for (const page of job.pages) {
      console.log(JSON.stringify(await surely(page, browser, run === 0)));
    }
  }
  await browser.disconnect();
} finally {
  await chrome.kill();
}
