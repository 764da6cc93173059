package dev.holdfast.cache.recipes.memoized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoizedTest {
    private static final CacheAsideOptions OPTIONS = CacheAsideOptions.ttl(Duration.ofMinutes(5))
            .negativeTtl(Duration.ofMinutes(1))
            .build();

    private final DistributedCache cache = Caches.open("local:memoized");
    private final List<String> asked = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        cache.close();
    }

    record User(long id, String name) {}

    record Org(String code) {}

    static final class UserCodec implements Codec<User> {
        @Override
        public byte[] encode(User user) {
            return (user.id() + " " + user.name()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public User decode(byte[] bytes) {
            String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
            return new User(Long.parseLong(words[0]), words[1]);
        }
    }

    interface Finding<K, V> {
        @Cached(key = "user:{id}", ttl = "5m")
        V find(K id);
    }

    interface Users extends Finding<Long, User> {
        @Cached(key = "user:{0}", ttl = "PT1M")
        Optional<User> look(long id);

        @Cached(key = "user:{ids}", ttl = "30s")
        Map<Long, User> findAll(Collection<Long> ids);

        @Cached(key = "members:{org.code}:{page}", tags = "org:{org.code}")
        String members(Org org, int page) throws IOException;

        @Cached(key = "motto")
        @Nullable
        String motto();

        @Invalidates(key = "user:{user.id}")
        void save(User user);

        @Invalidates(key = "user:{ids}")
        int removeAll(Set<Long> ids);

        @Invalidates(tags = "org:{code}")
        void reorganize(String code);

        default String greeting(long id) {
            return "hello " + find(id).name();
        }

        String plain(String text);
    }

    /** Notes what it is asked. */
    private final class Repository implements Users {
        private final Map<Long, User> users =
                new LinkedHashMap<>(Map.of(1L, new User(1, "Ada"), 2L, new User(2, "Bo")));
        private @Nullable Exception failure;

        @Override
        public User find(Long id) {
            asked.add("find " + id);
            User user = users.get(id);
            if (user == null) {
                throw new NoSuchElementException("no user " + id);
            }
            return user;
        }

        @Override
        public Optional<User> look(long id) {
            asked.add("look " + id);
            return Optional.ofNullable(users.get(id));
        }

        @Override
        public Map<Long, User> findAll(Collection<Long> ids) {
            asked.add("findAll " + ids);
            Map<Long, User> found = new LinkedHashMap<>(users);
            found.keySet().retainAll(ids);
            return found;
        }

        @Override
        public String members(Org org, int page) throws IOException {
            asked.add("members " + org.code() + " " + page);
            if (failure instanceof IOException declared) {
                throw declared;
            }
            return org.code() + page;
        }

        @Override
        public @Nullable String motto() {
            asked.add("motto");
            return null;
        }

        @Override
        public void save(User user) {
            users.put(user.id(), user);
            if (failure instanceof RuntimeException undeclared) {
                throw undeclared;
            }
        }

        @Override
        public int removeAll(Set<Long> ids) {
            users.keySet().removeAll(ids);
            return ids.size();
        }

        @Override
        public void reorganize(String code) {
            asked.add("reorganize " + code);
        }

        @Override
        public String plain(String text) {
            asked.add("plain");
            return text;
        }

        @Override
        public String toString() {
            return "Repository";
        }
    }

    private final Repository repository = new Repository();

    private <T> MemoizedBuilder<T> builder(Class<T> type, T target) {
        return Memoized.builder(cache, type, target)
                .codec(User.class, new UserCodec())
                .options(OPTIONS);
    }

    private Users users() {
        Memoized<Users> memoized = builder(Users.class, repository).build();
        opened.add(memoized);
        return memoized.proxy();
    }

    private CacheAside<String> aside() {
        CacheAside<String> aside = CacheAside.of(cache, Codecs.utf8(), OPTIONS);
        opened.add(aside);
        return aside;
    }

    @Test
    void function_isAskedOnceAnArgument() {
        Function<Integer, @Nullable String> length = Memoized.of(
                aside(),
                (Integer n) -> {
                    asked.add("length " + n);
                    return "x".repeat(n);
                },
                n -> "length:" + n);

        assertThat(length.apply(2)).isEqualTo("xx");
        assertThat(length.apply(2)).isEqualTo("xx");
        assertThat(length.apply(3)).isEqualTo("xxx");

        assertThat(asked).containsExactly("length 2", "length 3");
    }

    @Test
    void biFunctionAndSupplier_areAskedOnce() {
        BiFunction<String, String, @Nullable String> joined = Memoized.of(
                aside(),
                (String a, String b) -> {
                    asked.add(a + b);
                    return a + b;
                },
                (a, b) -> "joined:" + a + ":" + b);
        Supplier<@Nullable String> once = Memoized.of(
                aside(),
                () -> {
                    asked.add("supplied");
                    return null;
                },
                "supplied");

        assertThat(joined.apply("a", "b") + joined.apply("a", "b")).isEqualTo("abab");
        assertThat(once.get()).isNull();
        assertThat(once.get()).isNull();

        assertThat(asked).containsExactly("ab", "supplied");
    }

    @Test
    void function_throwsWhatItsOriginalThrows() {
        Function<String, @Nullable String> failing = Memoized.of(
                aside(),
                (String text) -> {
                    throw new IllegalArgumentException("no " + text);
                },
                text -> "failing:" + text);

        assertThatThrownBy(() -> failing.apply("luck"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no luck");
    }

    @Test
    void inheritedGenericMethod_isCachedUnderItsParametersName() {
        Users users = users();

        assertThat(users.find(1L)).isEqualTo(new User(1, "Ada"));
        assertThat(users.find(1L)).isEqualTo(new User(1, "Ada"));

        assertThat(asked).containsExactly("find 1");
        assertThat(cache.get("user:1")).isNotNull();
    }

    @Test
    void methodsWithOneKey_shareTheirAnswers() {
        Users users = users();
        users.find(1L);

        assertThat(users.look(1)).contains(new User(1, "Ada"));
        assertThat(users.findAll(List.of(2L, 1L, 9L)))
                .containsExactly(Map.entry(2L, new User(2, "Bo")), Map.entry(1L, new User(1, "Ada")));
        assertThat(users.findAll(List.of(2L, 1L, 9L))).containsOnlyKeys(1L, 2L);

        assertThat(asked).containsExactly("find 1", "findAll [2, 9]");
    }

    @Test
    void emptyOptionalAndNull_areAnswersToo() {
        Users users = users();

        assertThat(users.look(7)).isEmpty();
        assertThat(users.look(7)).isEmpty();
        assertThat(users.motto()).isNull();
        assertThat(users.motto()).isNull();

        assertThat(asked).containsExactly("look 7", "motto");
    }

    @Test
    void propertiesOfArguments_makeTheKey_andPartsStayTold() throws Exception {
        Users users = users();

        users.members(new Org("a:1"), 2);
        users.members(new Org("a"), 1);
        users.members(new Org("a%3A1"), 2);

        assertThat(asked).hasSize(3);
        assertThat(cache.get("members:a%3A1:2")).isNotNull();
        assertThat(cache.get("members:a%253A1:2")).isNotNull();
    }

    @Test
    void exceptions_reachTheCallerAsTheyWereThrown() {
        Users users = users();
        repository.failure = new IOException("declared");

        assertThatThrownBy(() -> users.find(9L))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no user 9");
        assertThatThrownBy(() -> users.members(new Org("a"), 1)).isSameAs(repository.failure);
        assertThatThrownBy(() -> users.find(9L)).isInstanceOf(NoSuchElementException.class);
        assertThat(asked).containsExactly("find 9", "members a 1", "find 9");
    }

    interface Sneaky {
        @Cached(key = "sneaky")
        String get();
    }

    @Test
    void checkedExceptionThatIsNotDeclared_comesInTheLoadsOwn() {
        Memoized<Sneaky> memoized =
                builder(Sneaky.class, MemoizedTest::throwingUndeclared).build();
        opened.add(memoized);

        assertThatThrownBy(() -> memoized.proxy().get())
                .isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    private static String throwingUndeclared() {
        throwAs(RuntimeException.class, new IOException("undeclared"));
        return "not reached";
    }

    @SuppressWarnings("unchecked") // the point of it
    private static <E extends Exception> void throwAs(Class<E> type, Exception e) throws E {
        assertThat(type).isNotNull();
        throw (E) e;
    }

    @Test
    void invalidates_takesTheAnswerAway_alsoWhereItThrows() {
        Users users = users();
        users.find(1L);

        users.save(new User(1, "Ada L."));
        assertThat(users.find(1L).name()).isEqualTo("Ada L.");

        repository.failure = new IllegalStateException("half done");
        assertThatThrownBy(() -> users.save(new User(1, "Ada B."))).hasMessage("half done");
        assertThat(users.find(1L).name()).isEqualTo("Ada B.");
    }

    @Test
    void invalidatesOfACollection_takesEachAway() {
        Users users = users();
        users.findAll(List.of(1L, 2L));

        assertThat(users.removeAll(Set.of(1L, 2L))).isEqualTo(2);

        assertThat(users.look(1)).isEmpty();
        assertThat(users.look(2)).isEmpty();
    }

    @Test
    void invalidatesOfATag_takesAllAwayThatHaveIt() throws Exception {
        Users users = users();
        users.members(new Org("a"), 1);
        users.members(new Org("a"), 2);
        users.members(new Org("b"), 1);

        users.reorganize("a");
        asked.clear();
        users.members(new Org("a"), 1);
        users.members(new Org("a"), 2);
        users.members(new Org("b"), 1);

        assertThat(asked).containsExactly("members a 1", "members a 2");
    }

    @Test
    void methodsWithoutAnnotations_andOfObject_passThrough() {
        Users users = users();

        assertThat(users.plain("a") + users.plain("a")).isEqualTo("aa");
        assertThat(users.greeting(1)).isEqualTo("hello Ada");

        assertThat(asked).containsExactly("plain", "plain", "find 1");
        assertThat(users).isNotEqualTo(repository).hasToString("Memoized[Repository]");
        assertThat(Set.of(users)).contains(users);
    }

    interface Specific extends Finding<String, String> {
        @Override
        @Cached(key = "specific:{id}", ttl = "1m")
        String find(String id);
    }

    @Test
    void methodThatNarrowsAGenericOne_isCachedThroughEither() {
        Memoized<Specific> memoized = builder(Specific.class, id -> {
                    asked.add(id);
                    return id + "!";
                })
                .build();
        opened.add(memoized);
        Finding<String, String> wide = memoized.proxy();

        assertThat(memoized.proxy().find("a")).isEqualTo("a!");
        assertThat(wide.find("a")).isEqualTo("a!");

        assertThat(asked).containsExactly("a");
    }

    interface Wrong {
        @Cached(key = "a:{nobody}", ttl = "5m")
        String unknownParameter(long id);

        @Cached(key = "b:{org.size}", ttl = "5m")
        String unknownProperty(Org org);

        @Cached(key = "c:{org}", ttl = "5m")
        String noPartOfAKey(Org org);

        @Cached(key = "d-{id}", ttl = "5m")
        String notASegment(long id);

        @Cached(key = "e:{id}", ttl = "soon")
        String noTtl(long id);

        @Cached(key = "f:{id}", ttl = "0s")
        String zeroTtl(long id);

        @Cached(key = "g:{id}", ttl = "5m")
        CompletableFuture<String> noCodec(long id);

        @Cached(key = "h", ttl = "5m")
        void nothing();

        @Cached(key = "i:{ids}", ttl = "5m")
        List<String> notAMap(List<Long> ids);

        @Cached(key = "same:{id}", ttl = "5m")
        String text(long id);

        @Cached(key = "same:{name}", ttl = "5m")
        User user(String name);

        @Cached(key = "same:all", ttl = "5m")
        String all();

        @Invalidates(key = "other:{id}")
        void matchesNothing(long id);

        @Invalidates
        void namesNothing();

        @Invalidates(tags = "org:{id}")
        void noSuchTag(long id);

        @Cached(key = "j", ttl = "5m")
        @Invalidates(key = "h")
        String both();
    }

    @Test
    void mistakes_areToldTogether() {
        Wrong target = (Wrong) java.lang.reflect.Proxy.newProxyInstance(
                Wrong.class.getClassLoader(), new Class<?>[] {Wrong.class}, (proxy, method, arguments) -> null);

        assertThatThrownBy(() -> builder(Wrong.class, target).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "Wrong can't be memoized, for ",
                        "Wrong.unknownParameter(long): there is no parameter for {nobody}; they are id",
                        "has no property size that can be read for {org.size}",
                        "{org} is a " + Org.class.getName() + ", which is no part of a key",
                        "'d-{id}' in 'd-{id}' is not wholly a place",
                        "'soon' is no TTL: write it as 500ms, 30s, 5m, 1h, 2d or PT5M",
                        "'0s' is no TTL",
                        "there is no codec for java.util.concurrent.CompletableFuture<java.lang.String>",
                        "it answers nothing that could be cached",
                        "it must answer a Map from its elements to their values",
                        "Wrong.text(long) and Wrong.user(String) can have one key, 'same:{}', for different types",
                        "Wrong.all() and Wrong.text(long) can have one key by chance: 'same:all' and 'same:{}'",
                        "has the key 'other:{}' that it invalidates",
                        "@Invalidates names neither a key nor a tag",
                        "has the tag 'org:{}' that it invalidates; there is none",
                        "it is both @Cached and @Invalidates");
    }

    interface Board {
        @Cached(key = "board:{org}", tags = "org:{org}")
        String board(String org);

        @Cached(key = "owner:{org}", tags = "org:{org}")
        User owner(String org) throws Exception;

        @Invalidates(tags = "org:{org}")
        void change(String org);

        @Invalidates(key = "board:{name.text}", tags = "org:{0}")
        void rename(String org, Name name);
    }

    interface Name {
        String text();
    }

    /** Its owners are held. */
    private static final class HeldBoard implements Board {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final AtomicInteger loads = new AtomicInteger();

        @Override
        public String board(String org) {
            return "board " + loads.incrementAndGet();
        }

        @Override
        public User owner(String org) throws Exception {
            int load = loads.incrementAndGet();
            asked.countDown();
            if (load == 1) {
                release.await();
            }
            return new User(load, "owner");
        }

        @Override
        public void change(String org) {}

        @Override
        public void rename(String org, Name name) {}
    }

    @Test
    void invalidatesOfATag_noLoadFromBeforeIsGivenOut_ofWhateverType() throws Exception {
        HeldBoard target = new HeldBoard();
        Memoized<Board> memoized = builder(Board.class, target).build();
        opened.add(memoized);
        FutureTask<User> before = new FutureTask<>(() -> memoized.proxy().owner("a"));
        FutureTask<User> after = new FutureTask<>(() -> memoized.proxy().owner("a"));
        new Thread(before).start();
        target.asked.await();

        memoized.proxy().change("a");

        Thread caller = new Thread(after);
        caller.start();
        Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
        target.release.countDown();
        assertThat(before.get(10, TimeUnit.SECONDS).id()).isEqualTo(1);
        assertThat(after.get(10, TimeUnit.SECONDS).id()).isEqualTo(2);
    }

    @Test
    void invalidates_aKeyCannotBeMade_theOthersAreTakenAway() {
        Memoized<Board> memoized = builder(Board.class, new HeldBoard()).build();
        opened.add(memoized);
        Board board = memoized.proxy();
        assertThat(board.board("a")).isEqualTo("board 1");

        assertThatThrownBy(() -> board.rename("a", () -> {
                    throw new IllegalStateException("no name");
                }))
                .hasMessage("no name");

        assertThat(board.board("a")).isEqualTo("board 2");
    }

    @Test
    void classesAndMissingTtls_areMistakesToo() {
        assertThatThrownBy(() ->
                        Memoized.builder(cache, Repository.class, repository).build())
                .hasMessageContaining("is not an interface");
        assertThatThrownBy(() -> Memoized.builder(cache, Users.class, repository)
                        .codec(User.class, new UserCodec())
                        .build())
                .hasMessageContaining("Users.motto(): it has no TTL");
    }

    @Test
    void codecs_areAskedForGenericTypes() {
        List<String> types = new ArrayList<>();

        assertThatThrownBy(() -> Memoized.builder(cache, Users.class, repository)
                        .options(OPTIONS)
                        .codecs(type -> {
                            types.add(type.getTypeName());
                            throw new IllegalStateException("can't write " + type.getTypeName());
                        })
                        .build())
                .hasMessageContaining("there is no codec for " + User.class.getName() + ": can't write");
        assertThat(types).contains(User.class.getName());
    }
}
