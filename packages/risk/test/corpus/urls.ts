import { cases, type Case } from './case.ts';

const raw = String.raw;

export const urls: readonly Case[] = [
  ...cases(
    'L1',
    'public reference over https',
    raw`
    https://developer.mozilla.org/en-US/docs/Web
    https://docs.python.org/3/library/os.html
    https://registry.npmjs.org/left-pad
    https://en.wikipedia.org/wiki/Shell
    https://www.rfc-editor.org/rfc/rfc8785
    https://docs.rs/serde
    https://pypi.org/project/requests/
    https://stackoverflow.com/questions/1
    https://nodejs.org/api/fs.html
    https://docs.github.com/en/rest
  `,
  ),
  ...cases(
    'L2',
    'ordinary hosts',
    raw`
    https://example-shop.de/products
    https://api.github.com/repos/a/b
    https://github.com/a/b
    https://raw.githubusercontent.com/a/b/main/x.md
    https://api.openai.com/v1/models
    http://localhost:3000/
    http://127.0.0.1:8080/health
    https://example.com:8443/
    https://münchen.de/
    https://api.stripe.com/v1/charges
    https://discord.com/channels/1
    http://example.com/
    wss://stream.example.org/feed
    https://subdomain.company.io/path?q=1
    http://192.168.1.10/
    https://intranet.corp/
    https://mail.google.com/
    https://user-content.example.net/a%20b
    https://login.microsoftonline.com/
    https://8.8.8.8/
    ssh://git@github.com/a/b.git
  `,
  ),
  ...cases(
    'L3',
    'metadata and disguised addresses',
    raw`
    http://169.254.169.254/latest/meta-data/
    http://metadata.google.internal/computeMetadata/v1/
    http://[::ffff:169.254.169.254]/
    http://[::ffff:a9fe:a9fe]/
    http://2852039166/
    http://0xa9fea9fe/
    http://0251.0376.0251.0376/
    http://169.254.43518/
    http://[fd00:ec2::254]/
    http://100.100.100.200/
    http://2130706433/
    http://0x7f.1/
    http://0177.0.0.1/
    http://[::ffff:127.0.0.1]/
    http://①②⑦.⓪.⓪.①/
    http://169.254.1.1/
  `,
  ),
  ...cases(
    'L3',
    'look-alikes, drops and odd schemes',
    raw`
    https://gооgle.com/
    https://xn--ggle-0nda.com/
    https://goog1e.com/
    https://github.com.evil.net/
    https://paypal-login.net/
    https://user:pass@example.com/
    https://google.com@evil.example/
    https://pastebin.com/raw/x
    https://abc.ngrok.io/
    https://webhook.site/x
    https://hooks.slack.com/services/T/B/x
    https://transfer.sh/x
    https://127.0.0.1.nip.io/
    https://bit.ly/x
    http://x.onion/
    javascript:alert(1)
    data:text/html,x
    gopher://127.0.0.1:6379/_x
    file:///etc/passwd
    not a url
    http://
  `,
  ),
];
