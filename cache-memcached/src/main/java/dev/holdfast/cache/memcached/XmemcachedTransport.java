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
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

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

        @Override
        protected void doStart() {
            setLocalSocketAddress(null);
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

        /** xmemcached may forget to wake a selector that is about to sleep, for up to a second; so we do. */
        private void wakeSelector() {
            if (getAttribute(SelectorManager.REACTOR_ATTRIBUTE) instanceof Reactor reactor) {
                reactor.getSelector().wakeup();
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return socket.write(bytes);
        }

        @Override
        public void whenWritable() {
            selectorManager.registerSession((NioSession) this, EventType.ENABLE_WRITE);
            wakeSelector();
        }

        @Override
        public void callSoon() {
            selectorManager.registerSession((NioSession) this, EventType.CONNECTED);
            wakeSelector();
        }

        /** Nobody else uses this event: it is how the selector's thread is asked for. */
        @Override
        protected void onConnected() {
            pipeline.writeNow();
        }

        @Override
        protected void onWrite(SelectionKey key) {
            pipeline.writable();
        }

        @Override
        public void close() {
            if (pipeline != null) { // else the channel broke while this was being made
                pipeline.close(Failure.of(Failure.Kind.LOST, "the server closed the connection"));
            }
        }

        @Override
        public void onException(Throwable e) {
            if (pipeline != null) {
                pipeline.close(new Failure(Failure.Kind.LOST, "the connection broke", e));
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
