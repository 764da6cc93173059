package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which answer can be which command's: the table that keeps one caller's answer from becoming another's. */
class FormTest {
    private static Map<String, Object> replies() {
        Map<String, Object> replies = new LinkedHashMap<>();
        replies.put("nil", null);
        replies.put("+OK", "OK");
        replies.put("+PONG", "PONG");
        replies.put(":7", 7L);
        replies.put("$text", Frame.ascii("text"));
        replies.put("$42", Frame.ascii("42"));
        replies.put("$2^63-1", Frame.decimal(Long.MAX_VALUE));
        replies.put("$2^63", Frame.ascii("9223372036854775808"));
        replies.put("$20 digits", Frame.ascii("1".repeat(20)));
        replies.put("$-1", Frame.ascii("-1"));
        replies.put("$empty", new byte[0]);
        replies.put("*", new Object[0]);
        replies.put("*$nil", new Object[] {Frame.ascii("x"), null});
        replies.put("*:", new Object[] {1L});
        replies.put("*+", new Object[] {"OK"});
        return replies;
    }

    private static List<String> fitting(Form form) {
        List<String> fitting = new ArrayList<>();
        replies().forEach((name, reply) -> {
            if (form.fits(reply)) {
                fitting.add(name);
            }
        });
        return fitting;
    }

    @Test
    void fits_whatItsCommandAnswers_andNothingElse() {
        assertThat(fitting(Form.ANY)).hasSameSizeAs(replies().keySet());
        assertThat(fitting(Form.OK)).containsExactly("+OK");
        assertThat(fitting(Form.OK_OR_NIL)).containsExactly("nil", "+OK");
        assertThat(fitting(Form.PONG)).containsExactly("+PONG");
        assertThat(fitting(Form.NUMBER)).containsExactly(":7");
        assertThat(fitting(Form.VALUE))
                .containsExactly("nil", "$text", "$42", "$2^63-1", "$2^63", "$20 digits", "$-1", "$empty");
        assertThat(fitting(Form.VALUES)).containsExactly("*", "*$nil");
        assertThat(fitting(Form.COUNT)).containsExactly("nil", ":7", "$42", "$2^63-1");
    }

    @Test
    void request_takesEveryError() {
        Arrays.stream(Form.values())
                .forEach(form -> assertThat(Request.command(form, Frame.NOTHING).fits(ErrorReply.of("ERR no")))
                        .as(form.name())
                        .isTrue());
    }
}
