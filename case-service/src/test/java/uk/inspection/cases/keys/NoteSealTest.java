package uk.inspection.cases.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.cases.keys.NoteSeal.Place;

class NoteSealTest {
    private static final Place PLACE = new Place("inspection-1", "SEF09-01", "CaseJudged");
    private static final String TEXT = "The plan ignored the mother's letter — «twice».\nÿ🎈";
    private static final byte[] KEY = key();

    @Test
    void a_note_is_opened_with_its_key_at_its_place() {
        String sealed = NoteSeal.seal(KEY, PLACE, TEXT);
        assertThat(NoteSeal.open(KEY, PLACE, sealed)).contains(TEXT);
        assertThat(new String(Base64.getUrlDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
                .doesNotContain("letter");
    }

    @Test
    void the_same_note_is_sealed_the_same_and_another_with_another_nonce() {
        assertThat(NoteSeal.seal(KEY, PLACE, TEXT)).isEqualTo(NoteSeal.seal(KEY, PLACE, TEXT));
        var nonces = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            nonces.add(NoteSeal.seal(KEY, PLACE, "note " + i).substring(0, 17));
        }
        assertThat(nonces).hasSize(1_000);
    }

    @Test
    void neither_another_cases_key_nor_another_place_opens_it() {
        String sealed = NoteSeal.seal(KEY, PLACE, TEXT);
        assertThat(NoteSeal.open(key(), PLACE, sealed)).isEmpty();
        for (Place other :
                List.of(
                        new Place("inspection-2", "SEF09-01", "CaseJudged"),
                        new Place("inspection-1", "SEF09-02", "CaseJudged"),
                        new Place("inspection-1", "SEF09-01", "CaseModerated"),
                        new Place("inspection-1S", "EF09-01", "CaseJudged"))) {
            assertThat(NoteSeal.open(KEY, other, sealed)).isEmpty();
            assertThat(NoteSeal.seal(KEY, other, TEXT)).isNotEqualTo(sealed);
        }
    }

    @Test
    void a_change_of_any_bit_is_noticed() {
        byte[] sealed = Base64.getUrlDecoder().decode(NoteSeal.seal(KEY, PLACE, "short"));
        for (int i = 0; i < sealed.length * 8; i++) {
            byte[] changed = sealed.clone();
            changed[i / 8] ^= (byte) (1 << (i % 8));
            assertThat(NoteSeal.open(KEY, PLACE, text(changed))).as("bit %d", i).isEmpty();
        }
        for (int length = 0; length < sealed.length; length++) {
            assertThat(NoteSeal.open(KEY, PLACE, text(Arrays.copyOf(sealed, length)))).isEmpty();
        }
        assertThat(NoteSeal.open(KEY, PLACE, "no base64!")).isEmpty();
    }

    @Test
    void half_a_character_is_not_sealed_as_another() {
        assertThatThrownBy(() -> NoteSeal.seal(KEY, PLACE, "half \ud83c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("half \ud83c");
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] key() {
        byte[] key = new byte[CaseKeys.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
