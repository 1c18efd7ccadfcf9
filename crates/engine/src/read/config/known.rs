//! Settings that are known and say nothing about availability: what is neither read nor known is listed by line.

use super::text::short;
use super::yaml::Yaml;
use super::{Read, templating};

/// Whether one of them begins so.
fn begins(key: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|start| key.starts_with(start))
}

/// Settings of `postgresql.conf`, by how their names begin; those with a dot are an extension's.
pub(super) fn postgres(key: &str) -> bool {
    const STARTS: &str = "listen_addresses port max_ min_ superuser_ reserved_ unix_ shared_ work_mem maintenance_ \
    logical_decoding hash_mem effective_ random_page seq_page log_ logging_ syslog_ event_source \
    autovacuum vacuum_ checkpoint_ wal_ archive_ restore_command recovery_ hot_standby primary_ \
    synchronous_ ssl tcp_ password_ authentication_ krb_ gss_ db_user row_security datestyle intervalstyle \
    timezone lc_ default_ client_ statement_ lock_timeout idle_ deadlock_ transaction_ track_ stats_ \
    compute_query_id cluster_name update_process_title data_ hba_file ident_file external_pid_file bonjour \
    dynamic_ huge_page temp_ bgwriter_ backend_ parallel_ full_page_writes fsync commit_ enable_ cpu_ jit \
    session_ local_ restart_after_crash geqo from_collapse join_collapse cursor_ plan_cache constraint_ \
    search_path check_function gin_ xml bytea_ array_nulls backslash_ escape_string lo_compat operator_ \
    quote_all standard_conforming transform_ exit_on_error promote_trigger_file trigger_file standby_mode \
    old_snapshot io_ extra_float recursive_worktable zero_damaged ignore_ createrole_ \
    sync_replication_slots";
    let key = key.to_lowercase();
    key.contains('.') || begins(&key, STARTS) || key == "allow_alter_system"
}

/// Settings of `redis.conf`, by how their names begin.
pub(super) fn redis(key: &str) -> bool {
    const STARTS: &str = "bind port protected-mode daemonize supervised pidfile logfile loglevel log dir dbfilename databases \
    save stop-writes rdb appendonly appendfsync appendfilename appenddirname aof- auto-aof no-appendfsync \
    replica- slave- replicaof slaveof repl- min-replicas min-slaves masterauth masteruser master \
    requirepass user acl rename-command enable- maxclients maxmemory lazyfree lazy- active hz dynamic-hz \
    timeout tcp- unixsocket tls- io-threads slowlog latency notify-keyspace hash- list- set- zset- stream- \
    hll- client- proto- jemalloc always-show-logo set-proc-title proc-title shutdown- disable-thp \
    oom-score crash- server-cpulist bio_ bio- aof_ bgsave lua- busy- loadmodule tracking- socket-mark \
    propagation-";
    let key = key.to_lowercase();
    begins(&key, STARTS) || key == "sanitize-dump-payload" || key == "syslog-enabled"
}

/// Keys of Patroni's YAML.
pub(super) const PATRONI: &str = "scope namespace name restapi ctl etcd etcd3 consul zookeeper kubernetes raft exhibitor bootstrap \
    postgresql tags watchdog log citus multisite users initdb pg_hba";
/// Keys of its dynamic configuration.
pub(super) const PATRONI_DYNAMIC: &str = "ttl loop_wait retry_timeout maximum_lag_on_failover maximum_lag_on_syncnode primary_start_timeout \
    master_start_timeout primary_stop_timeout master_stop_timeout synchronous_mode synchronous_mode_strict \
    synchronous_node_count failsafe_mode check_timeline max_timelines_history slots ignore_slots \
    member_slots_ttl pause";
/// Keys of its section on PostgreSQL.
pub(super) const PATRONI_POSTGRESQL: &str = "listen connect_address proxy_address data_dir bin_dir bin_name config_dir pgpass authentication \
    parameters pg_hba pg_ident pg_ctl_timeout use_pg_rewind use_slots use_unix_socket use_unix_socket_repl \
    remove_data_directory_on_rewind_failure remove_data_directory_on_diverged_timelines callbacks \
    create_replica_methods basebackup recovery_conf custom_conf pre_promote before_stop krbsrvname name \
    wal_e pgbackrest barman rewind replication";

/// Lists keys that are not known, with the one that may be meant.
pub(super) fn listed(pairs: &[(String, Yaml)], known: &str, what: &str, read: &mut Read) {
    for (key, value) in pairs {
        let mut words = known.split_ascii_whitespace();
        if words.clone().any(|it| it == key) || key.starts_with("x-") || key.contains(templating::VALUE) {
            continue;
        }
        let near = words.find(|it| key.len() < 64 && strsim::osa_distance(it, key) <= 2);
        let near = near.map(|it| format!("; did you mean {it}?")).unwrap_or_default();
        read.unread(value.line, format!("{what}: {} is not known{near}", short(key)));
    }
}

/// Keys beneath `spec` of Kubernetes' workloads.
pub(super) const WORKLOAD: &str = "replicas selector template strategy updateStrategy minReadySeconds revisionHistoryLimit paused \
    progressDeadlineSeconds serviceName podManagementPolicy volumeClaimTemplates ordinals \
    persistentVolumeClaimRetentionPolicy";
/// Those of a pod.
pub(super) const POD: &str = "volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds \
    activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken \
    nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain \
    affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates \
    runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os \
    hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef";
/// Those of a container.
pub(super) const CONTAINER: &str = "name image command args workingDir ports envFrom env resources resizePolicy restartPolicy \
    restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle \
    terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty";
/// Those of a probe.
pub(super) const PROBE: &str = "exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold \
    failureThreshold terminationGracePeriodSeconds";

/// Keys of a service of Compose.
pub(super) const COMPOSE: &str = "annotations attach build blkio_config cpu_count cpu_percent cpu_shares cpu_period cpu_quota \
    cpu_rt_runtime cpu_rt_period cpus cpuset cap_add cap_drop cgroup cgroup_parent command configs container_name \
    credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname \
    driver_opts entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck \
    hostname image init ipc isolation labels label_file links logging mac_address mem_limit mem_reservation \
    mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform \
    ports post_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime \
    scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty \
    ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir";
/// Those of its `deploy`.
pub(super) const COMPOSE_DEPLOY: &str =
    "mode replicas labels resources restart_policy placement endpoint_mode update_config rollback_config";
/// Those of its health check.
pub(super) const COMPOSE_HEALTH: &str = "test interval timeout retries start_period start_interval disable";

/// Directives of NGINX, by how their names begin.
pub(super) fn nginx(name: &str) -> bool {
    const STARTS: &str = "user worker_ events http stream server location upstream default_type types sendfile send_ tcp_ \
    keepalive_ gzip gunzip brotli access_log error_log log_ pid daemon listen root index alias autoindex \
    ssl_ ssl add_header add_trailer return rewrite try_files expires etag charset map client_ resolver set \
    if break allow deny satisfy auth_ limit_ real_ip set_real_ip sub_filter open_file_cache directio aio \
    output_buffers postpone_output reset_timedout large_client underscores_in ignore_invalid merge_slashes \
    port_in absolute_redirect internal error_page recursive_error proxy_ fastcgi_ uwsgi_ scgi_ grpc_ \
    memcached_ http2 http3 quic_ stub_status status_zone api load_module env pcre_jit multi_accept use \
    accept_mutex debug_ thread_pool timer_resolution geo split_clients valid_referers secure_link \
    image_filter preread_ js_ lua_ more_";
    // Stale answers go on while nothing else does: that would matter.
    !name.ends_with("_cache_use_stale") && begins(name, STARTS)
}

/// Files that NGINX' packages bring along and that configure no server.
pub(super) fn nginx_include(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let known =
        ["mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "proxy_params"];
    known.contains(&name) || path.contains("modules-enabled")
}
