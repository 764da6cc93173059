package dev.holdfast.it.faults;

import dev.holdfast.servers.RedisServer;

/** Whom the caches sign on as; servers among themselves and tests need no password. */
final class RedisUser {
    static final String CREDENTIALS = "app:secret";

    private RedisUser() {}

    /** For the server's command line. */
    static String[] words(String... more) {
        String[] words = new String[more.length + 6];
        System.arraycopy(new String[] {"--user", "app", "on", ">secret", "~*", "+@all"}, 0, words, 0, 6);
        System.arraycopy(more, 0, words, 6, more.length);
        return words;
    }

    /** Its connections are lost, and no connection is taken but this one. */
    static void shutOut(RedisAdmin admin) {
        admin.say("CONFIG SET maxclients 1");
        admin.say("CLIENT KILL USER app");
    }

    static void letIn(RedisAdmin admin) {
        admin.say("CONFIG SET maxclients 10000");
    }

    /** Its password is no longer right. */
    static void changePassword(RedisServer server) {
        server.cli("ACL", "SETUSER", "app", "resetpass", ">another");
        server.cli("CLIENT", "KILL", "USER", "app");
    }

    static void restorePassword(RedisServer server) {
        server.cli("ACL", "SETUSER", "app", "resetpass", ">secret");
    }
}
