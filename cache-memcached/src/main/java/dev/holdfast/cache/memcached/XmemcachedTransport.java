package dev.holdfast.cache.memcached;

import com.google.code.yanf4j.buffer.IoBuffer;
import com.google.code.yanf4j.config.Configuration;
import com.google.code.yanf4j.core.CodecFactory;
import com.google.code.yanf4j.core.EventType;
import com.google.code.yanf4j.core.Session;
import com.google.code.yanf4j.core.WriteMessage;
import com.google.code.yanf4j.core.impl.HandlerAdapter;
import com.google.code.yanf4j.nio.NioSession;
import com.google.code.yanf4j.nio.NioSessionConfig;
import com.google.code.yanf4j.nio.impl.NioTCPSession;
import com.google.code.yanf4j.nio.impl.Reactor;
import com.google.code.yanf4j.nio.impl.SelectorManager;
import com.google.code.yanf4j.nio.impl.SocketChannelController;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections on xmemcached's selector threads and sessions, the only class that knows them.
 *
 * <p>What lies above those in xmemcached is left out, because it can't keep the contract
 * ({@code docs/decisions/0006-xmemcached-as-transport.md}): its client merges gets into shared arrays, drops what is queued when a
 * connection dies, flushes timed-out writes when it closes one, waits for the writing of others while it does so, and
 * reconnects late.
 */
final class XmemcachedTransport implements Transport {
    private static final int READ_BUFFER_BYTES = 64 << 10;
    private static final long JOIN_MILLIS = 200;
    private static final Failure CLOSED_BY_SERVER = Failure.of(Failure.Kind.LOST, "the server closed the connection");

    private final Controller controller;

    /** Starts the selector threads, one for each server but no more than processors. */
    XmemcachedTransport(int servers) throws IOException {
        Configuration configuration = new Configuration();
        configuration.setSessionReadBufferSize(READ_BUFFER_BYTES);
        configuration.setReadThreadCount(0); // the selector's thread reads itself; another would cost a hand-over
        configuration.setStatisticsServer(false);
        configuration.setCheckSessionTimeoutInterval(0);
        configuration.setSessionIdleTimeout(0);
        controller = new Controller(configuration);
        controller.setSelectorPoolSize(
                Math.max(1, Math.min(servers, Runtime.getRuntime().availableProcessors())));
        controller.start();
    }

    @Override
    public Connection adopt(SocketChannel channel, Runnable onLost) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0); // what is not answered when we close must not arrive
        Link link = new Link(controller.configurationOf(channel), channel, onLost);
        link.start();
        link.listen();
        return link.pipeline;
    }

    @Override
    public void close() {
        controller.end();
    }

    /** xmemcached's owner of selector threads and sessions. */
    private static final class Controller extends SocketChannelController {
        Controller(Configuration configuration) {
            super(configuration, new HandlerAdapter(), new Codec());
        }

        NioSessionConfig configurationOf(SocketChannel channel) {
            return buildSessionConfig(channel, new ArrayDeque<>());
        }

        /** Without the shutdown hook that a system property of xmemcached makes, and without its words in the log. */
        @Override
        public synchronized void start() throws IOException {
            started = true;
            initialSelectorManager();
        }

        @Override
        public synchronized void stop() throws IOException {
            started = false;
            getSessionSet().forEach(Session::close);
            stop0();
        }

        @Override
        protected void doStart() {
            // nobody listens here
        }

        @Override
        public void closeChannel(Selector selector) {
            // nobody listens here
        }

        void end() {
            SelectorManager selectors = getSelectorManager();
            try {
                stop();
                for (int i = 0; i < selectors.getSelectorCount(); i++) {
                    Reactor reactor = selectors.getReactorByIndex(i);
                    if (reactor != Thread.currentThread()) {
                        reactor.join(JOIN_MILLIS);
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e); // stop() declares what none of its steps throws
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hands what was read to the pipeline of its session. */
    private static final class Codec implements CodecFactory, CodecFactory.Decoder {
        @Override
        public Encoder getEncoder() {
            return (message, session) -> {
                throw new IllegalStateException("requests are written by the pipeline");
            };
        }

        @Override
        public Decoder getDecoder() {
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // xmemcached takes null for "nothing to dispatch"
        public Object decode(IoBuffer buffer, Session session) {
            ((Link) session).pipeline.read(buffer.buf());
            return null;
        }
    }

    /** xmemcached's session, with our writing, and a closing that neither blocks nor writes. */
    private static final class Link extends NioTCPSession implements Pipeline.Channel {
        private final Pipeline pipeline;
        private final SocketChannel socket;
        private volatile boolean awaitsRoom;

        Link(NioSessionConfig configuration, SocketChannel socket, Runnable onLost) {
            super(configuration, READ_BUFFER_BYTES);
            setUseBlockingRead(false);
            this.socket = socket;
            this.pipeline = new Pipeline(this, onLost);
        }

        void listen() {
            selectorManager.registerSession((NioSession) this, EventType.ENABLE_READ);
            wakeSelector();
        }

        private @Nullable Selector selector() {
            return getAttribute(SelectorManager.REACTOR_ATTRIBUTE) instanceof Reactor reactor
                    ? reactor.getSelector()
                    : null;
        }

        /** xmemcached may forget to wake a selector that is about to sleep, for up to a second; so we do. */
        private void wakeSelector() {
            Selector selector = selector();
            if (selector != null) {
                selector.wakeup();
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return socket.write(bytes);
        }

        @Override
        public void whenWritable() {
            awaitsRoom = true;
            callSoon();
        }

        @Override
        public void callSoon() {
            selectorManager.registerSession((NioSession) this, EventType.CONNECTED);
            wakeSelector();
        }

        /** Nobody else uses this event: it is how the selector's thread is asked for. */
        @Override
        protected void onConnected() {
            try {
                if (awaitsRoom) {
                    awaitsRoom = false;
                    awaitRoom();
                }
                pipeline.writeNow();
            } catch (Throwable e) {
                onException(e);
            }
        }

        /**
         * Not by xmemcached's own event: when another thread closes the socket meanwhile, that lets out an exception
         * which ends the selector's thread, and with it every connection there is and will be.
         */
        private void awaitRoom() {
            try {
                enableWrite(selector());
            } catch (CancelledKeyException e) {
                log.debug("closed while it was full", e);
            }
        }

        @Override
        protected void onWrite(SelectionKey key) {
            try {
                pipeline.writable();
            } catch (Throwable e) {
                onException(e);
            }
        }

        @Override
        public void close() {
            end(() -> CLOSED_BY_SERVER);
        }

        @Override
        public void onException(Throwable e) {
            end(() -> Pipeline.lost("the connection broke", e));
        }

        /** Throws nothing: an error that xmemcached is let see ends the selector's thread as well. */
        private void end(Supplier<Failure> why) {
            try {
                if (pipeline != null) { // else the channel broke while this was being made
                    pipeline.close(why.get());
                }
            } catch (Throwable e) {
                // no memory even to tell those who wait: they leave at their deadlines
            }
        }

        @Override
        public void disconnect() {
            setClosed(true);
            try {
                socket.close();
            } catch (IOException e) {
                log.debug("closing a socket failed", e); // it is gone all the same
            }
            unregisterSession();
            wakeSelector();
        }

        @Override
        public void writeFromUserCode(WriteMessage message) {
            throw new IllegalStateException("requests are written by the pipeline");
        }
    }
}
