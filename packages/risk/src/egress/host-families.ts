/** Hosts by what talking to them means. A name covers its subdomains. Plain data. */
const hosts = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Cloud metadata services: they hand out credentials to whoever asks from inside. */
export const METADATA_HOSTS: ReadonlySet<string> = hosts(
  'metadata.google.internal metadata.goog metadata metadata.internal instance-data instance-data.ec2.internal metadata.azure.com metadata.azure.internal metadata.packet.net metadata.platformequinix.com rancher-metadata kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local',
);

export const METADATA_ADDRESSES: ReadonlySet<string> = hosts(
  '169.254.169.254 169.254.170.2 169.254.170.23 169.254.169.253 169.254.169.123 169.254.0.23 100.100.100.200 192.0.0.192 168.63.129.16 fd00:ec2::254 fd00:ec2::23 fd20:ce::254',
);

/** Documentation and package indexes that everyone reads. */
export const REFERENCE_HOSTS: ReadonlySet<string> = hosts(
  'developer.mozilla.org docs.python.org docs.rs doc.rust-lang.org nodejs.org typescriptlang.org go.dev pkg.go.dev registry.npmjs.org npmjs.com pypi.org files.pythonhosted.org crates.io static.crates.io index.crates.io rubygems.org packagist.org repo.maven.apache.org repo1.maven.org proxy.golang.org sum.golang.org wikipedia.org rfc-editor.org datatracker.ietf.org w3.org whatwg.org ecma-international.org stackoverflow.com docs.github.com docs.gitlab.com docs.docker.com kubernetes.io docs.aws.amazon.com learn.microsoft.com cloud.google.com react.dev vuejs.org svelte.dev angular.dev nextjs.org vite.dev vitest.dev eslint.org prettier.io tailwindcss.com postgresql.org sqlite.org redis.io mysql.com readthedocs.io readthedocs.org deno.com deno.land bun.sh modelcontextprotocol.io schema.org json-schema.org python.org rust-lang.org kernel.org gnu.org debian.org ubuntu.com archlinux.org man7.org cppreference.com docs.oracle.com ruby-doc.org php.net swift.org kotlinlang.org djangoproject.com flask.palletsprojects.com fastapi.tiangolo.com pytorch.org tensorflow.org numpy.org pandas.pydata.org scikit-learn.org example.com example.org example.net opensource.org semver.org git-scm.com',
);

/** Where data is dropped for strangers to pick up, or where a stranger's machine answers. */
export const DROP_HOSTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    paste:
      'pastebin.com paste.ee hastebin.com toptal.com ghostbin.com dpaste.com dpaste.org rentry.co rentry.org 0bin.net privatebin.net controlc.com justpaste.it termbin.com ix.io sprunge.us paste.rs clbin.com bpa.st p.ip.fi paste.mozilla.org paste.debian.net gist.githubusercontent.com paste.c-net.org hastebin.skyra.pw paste.gg nekobin.com pastes.dev paste.centos.org paste.opensuse.org snippet.host cl1p.net textbin.net',
    'file drop':
      'transfer.sh file.io 0x0.st gofile.io catbox.moe litterbox.catbox.moe tmpfiles.org temp.sh bashupload.com oshi.at anonfiles.com uguu.se send.vis.ee wetransfer.com we.tl filebin.net keep.sh up.sv x0.at mega.nz mediafire.com sendspace.com pixeldrain.com',
    'request catcher':
      'webhook.site requestbin.com requestbin.net requestcatcher.com pipedream.net hookbin.com hookb.in beeceptor.com webhookrelay.com postb.in ptsv2.com ptsv3.com mockbin.org hookdeck.com smee.io typedwebhook.tools interact.sh oast.fun oast.pro oast.live oast.site oast.online oast.me burpcollaborator.net oastify.com canarytokens.com dnslog.cn ceye.io requestrepo.com webhook.cool webhook-test.com pipedream.com bin.org eo1.net dnsbin.zhack.ca',
    tunnel:
      'ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev trycloudflare.com loca.lt localtunnel.me serveo.net localhost.run lhr.life lhrtunnel.link bore.pub pagekite.me tunnelmole.net telebit.io localxpose.io loclx.io zrok.io devtunnels.ms playit.gg pinggy.io pinggy.link tunnelto.dev ts.net',
    'address rebinding':
      'nip.io xip.io sslip.io lvh.me localtest.me vcap.me rbndr.us lacolhost.com traefik.me 1u.ms rebind.it rebind.network fbi.com.rebind.network xip.name backname.io ip6.name yoogle.com local.gd',
    'chat webhook': 'hooks.slack.com discord.com discordapp.com api.telegram.org webhook.office.com',
    'hidden service': 'onion i2p',
    'link shortener':
      'bit.ly tinyurl.com t.co goo.gl is.gd v.gd ow.ly buff.ly rebrand.ly cutt.ly shorturl.at rb.gy t.ly tiny.cc s.id',
  }).flatMap(([family, names]) => names.split(' ').map((name): [string, string] => [name, family])),
);

/** Where a chat takes what anybody posts: on the same hosts people talk, so the path tells. */
export const WEBHOOK_PATH: RegExp = /^\/api\/(?:v\d+\/)?webhooks\//;

/** Ports on which whoever connects commands: container engines, node agents, stores of clusters. */
export const CONTROL_PORTS: ReadonlySet<number> = new Set([
  2375, 2376, 2377, 2379, 2380, 4243, 4646, 8500, 10_250, 10_255, 10_257, 10_259,
]);

/** Names that look-alike hosts imitate, by their distinctive label. */
export const IMITATED_LABELS: ReadonlySet<string> = hosts(
  'google github gitlab microsoft apple amazon paypal facebook openai anthropic npmjs pypi dropbox slack docker netflix stripe cloudflare bitbucket linkedin twitter instagram binance coinbase',
);
