//! The readers against proxies, settings and templates as people write them: what is read, and what is listed by line.

use crate::{linked, listed, part, read, solves, traps, worked};

const SITE: &str = r#"user nginx;
http {
  include /etc/nginx/mime.types;
  include /etc/nginx/conf.d/*.conf;
  limit_req_zone $binary_remote_addr zone=one:10m rate=10r/s;
  ssl_session_cache shared:SSL:10m;
  upstream plus { zone plus 64k; server a:80; server b:80; keepalive_time 1h; }
  upstream legacy { server l1:9000; server l2:9000; }
  server {
    listen 443 ssl;
    set $backend api;
    proxy_buffering off;
    frobnicate on;
    location /plus { proxy_pass http://plus; health_check interval=10 fails=3 passes=2 uri=/healthz; }
    location /dyn { proxy_pass http://$backend; }
    location ~ \.php$ { uwsgi_pass legacy; }
    location /static { proxy_pass http://127.0.0.1:3000/; }
    location /other { proxy_pass http://127.0.0.1:4000; }
    location /six { proxy_pass http://[::1]:5000; }
    location /sock { fastcgi_pass unix:/run/php/php-fpm.sock; }
  }
}
"#;

/// Checks with their own settings, addresses without a group, files that are elsewhere, and no noise.
#[test]
fn nginx_checks_addresses_and_includes() {
    let site = read(SITE);
    // 10 / 2 + 2 × 10 and 3 × 10; back after 10 / 2 + 10 and 2 × 10.
    assert_eq!(worked(part(&site, "plus"), "refused"), (Some(25.0), Some(30.0)));
    assert_eq!(worked(part(&site, "plus"), "recovery"), (Some(15.0), Some(20.0)));
    assert_eq!(part(&site, "plus").component["copies"]["detection"], "25s");
    let fronted = ["plus", "legacy", "127-0-0-1-3000", "127-0-0-1-4000", "1-5000", "php-fpm-sock"];
    for id in fronted {
        assert!(linked(&site, "nginx", id), "{id}: {:?}", site.links);
    }
    assert!(traps(part(&site, "127-0-0-1-3000"), "one server"));
    assert!(listed(&site, 4, "include /etc/nginx/conf.d/*.conf"), "{:?}", site.unread);
    assert!(listed(&site, 13, "frobnicate") && listed(&site, 15, "only known when it runs"));
    assert_eq!(site.unread.len(), 3, "{:?}", site.unread);
    solves(&site);
    let alone = read("server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }");
    assert_eq!(alone.parts.len(), 2);
    solves(&alone);
}

/// Templates of Consul, Jinja and Helm in formats with braces: lines stay where they are.
#[test]
fn templates_in_braces_and_lines() {
    let nginx = read(
        "upstream web {\n{% for h in hosts %}\n  server {{ h }}:80 max_fails={{ fails }} fail_timeout=30s;\n{% endfor %}\n  server 10.0.0.9:80{% if x %} backup{% endif %};\n  {{ range service \"web\" }}\n  {{ end }}\n}\nserver { listen 80; location / { proxy_pass http://web; } }\n",
    );
    let web = part(&nginx, "web");
    assert_eq!((web.line, nginx.parts.len()), (1, 4));
    for line in [2, 4, 6, 7] {
        assert!(listed(&nginx, line, "it is a template's"), "{line}: {:?}", nginx.unread);
    }
    assert!(listed(&nginx, 3, "'max_fails={{ … }}'"), "{:?}", nginx.unread);
    let haproxy = read(
        "backend app\n{{ range service \"app\" }}\n  server {{ .ID }} {{ .Address }}:{{ .Port }} check inter 1s\n{{ end }}\n  server b 10.0.0.2:80 check\n  frobnicate\n",
    );
    assert_eq!(part(&haproxy, "app").component["copies"]["count"], 2);
    assert!(listed(&haproxy, 2, "template") && listed(&haproxy, 6, "frobnicate"));
    let plan = read(
        "{% if big %}\nresource \"aws_db_instance\" \"{{ name }}-db\" {\n  multi_az = {{ multi }}\n}\n{% endif %}\nresource \"aws_sqs_queue\" \"q\" {}\n",
    );
    assert_eq!(part(&plan, "db").line, 2);
    assert!(listed(&plan, 3, "multi_az") && listed(&plan, 6, "aws_sqs_queue"), "{:?}", plan.unread);
    let shown = serde_json::to_string(&[&nginx, &haproxy, &plan]).unwrap();
    assert!(!shown.contains("__templated__"), "{shown}");
}

/// A name that is a template's gets a plain one, and that is said.
#[test]
fn names_that_only_a_template_knows() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-api\nspec: {replicas: 2}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include \"x\" . }}\nspec: {replicas: 2}\n";
    let helm = read(text);
    let names: Vec<&str> = helm.parts.iter().map(|it| it.component["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["api", "service"]);
    assert!(listed(&helm, 1, "'{{ … }}-api' is a template's: called api"), "{:?}", helm.unread);
    assert!(!serde_json::to_string(&helm).unwrap().contains("__templated__"));
}

#[test]
fn a_sentinel_counts_what_it_knows_by_master() {
    let text = "port 26379\nsentinel monitor mymaster 127.0.0.1 6379 2\nsentinel known-replica mymaster 10.0.0.2 6379\nsentinel known-replica mymaster 10.0.0.3 6379\nsentinel known-sentinel mymaster 10.0.0.5 26379 aaaa\nsentinel known-sentinel mymaster 10.0.0.6 26379 bbbb\nsentinel monitor resque 192.168.1.3 6380 4\nsentinel known-sentinel resque 10.0.0.5 26379 aaaa\nsentinel known-sentinel resque 10.0.0.6 26379 bbbb\nfrobnicate yes\n";
    let both = read(text);
    assert_eq!(part(&both, "mymaster").component["copies"]["standby"], 2);
    assert_eq!(part(&both, "resque").component["copies"]["standby"], 1);
    assert!(
        traps(part(&both, "resque"), "a quorum of 4 of 3 sentinels"),
        "{:?}",
        part(&both, "resque").traps
    );
    assert!(!traps(part(&both, "mymaster"), "can never be reached"));
    assert!(listed(&both, 10, "frobnicate") && both.unread.len() == 1, "{:?}", both.unread);
    solves(&both);
}

/// What nobody knows is listed by line, what is ordinary is not.
#[test]
fn unknown_settings_are_listed() {
    let postgres = read(
        "listen_addresses = '*'\nmax_connections = 100\nwal_level = replica\nsynchronous_standby_names = 'FIRST 1 (s1, s2)'\nbogus_setting = 7\npg_stat_statements.max = 1\n",
    );
    assert!(listed(&postgres, 5, "bogus_setting") && postgres.unread.len() == 1, "{:?}", postgres.unread);
    let patroni = read(
        "scope: a\nbootstrap:\n  dcs:\n    loop_wait: 10\n    bogus: 1\n    postgresql: {use_pg_rewind: true}\npostgresql:\n  listen: x\n  other: 2\ntags: {nofailover: false}\n",
    );
    assert!(listed(&patroni, 5, "bogus") && listed(&patroni, 9, "other"), "{:?}", patroni.unread);
    assert_eq!(patroni.unread.len(), 2, "{:?}", patroni.unread);
    let redis =
        read("port 7000\ncluster-enabled yes\ncluster-slave-validity-factor 0\nappendonly yes\nbogus 1\n");
    assert!(listed(&redis, 5, "bogus") && redis.unread.len() == 1, "{:?}", redis.unread);
}

/// A range that is no time is no range of 0 s; a class of letters in a text is none at all.
#[test]
fn ranges_of_alerts() {
    let text = "groups:\n- rules:\n  - alert: Template\n    expr: rate(errors[{{ window }}]) > 0.05\n  - alert: Class\n    expr: rate(http{code=~\"[45]..\"}[5m]) / rate(http[5m]) > 0.5\n  - alert: Low\n    expr: avg_over_time(probe_success[10m]) < 0.8\n";
    let rules = read(text);
    assert!(listed(&rules, 3, "the range [{{ … }}] is no time"), "{:?}", rules.unread);
    // 0.5 × 300 + 30 + 30; 0.2 × 600 + 30 + 30, to the digit.
    let seconds: Vec<_> = rules.worked.iter().map(|it| it.expected_seconds).collect();
    assert_eq!(seconds, [Some(210.0), Some(180.0)]);
    assert!(rules.worked[1].lines[0].contains("0.2 × 600"), "{:?}", rules.worked[1].lines);
    let shares = read(&text.replace("0.8", "0.9").replace("[10m]", "[20m]"));
    assert_eq!(shares.worked[1].expected_seconds, Some(180.0));
    let json = serde_json::to_string(&shares).unwrap();
    assert!(!json.contains("99999") && !json.contains("00000"), "{json}");
}

/// However much else is listed, that a limit was reached is said first.
#[test]
fn a_limit_is_said_among_many_notes() {
    let one = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: y}\nspec: {replicas: 2}\n";
    let noisy = "{{ x }}\n".repeat(600);
    let many = format!("{noisy}{}", format!("{one}---\n").repeat(5_000_000 / (one.len() + 4)));
    let all = read(&many);
    assert!(
        all.unread[0].text.contains("the rest is not read") && all.unread[0].line > 1_000,
        "{:?}",
        &all.unread[..2]
    );
    assert!(all.unread.len() <= 501 && all.unread.last().unwrap().text == "… and more");
}

/// A range of servers, and one whose state is another's.
#[test]
fn haproxy_templates_and_tracking() {
    let text = "backend web\n server w1 10.0.0.1:80 check inter 5s\nbackend api\n server api9 10.0.0.9:80 track web/w1\n server-template api 3-5 _api._tcp.consul resolvers consul check inter 1s\nbackend five\n server-template s 5 x:80 check\n";
    let all = read(text);
    let api = part(&all, "api");
    assert_eq!(api.component["copies"]["count"], 4);
    assert!(!traps(api, "without the keyword check"), "{:?}", api.traps);
    // 1 / 2 + 2 × 1 by the servers' own check.
    assert_eq!(worked(api, "refused").0, Some(2.5));
    assert_eq!(part(&all, "five").component["copies"]["count"], 5);
    assert!(all.unread.is_empty(), "{:?}", all.unread);
}
