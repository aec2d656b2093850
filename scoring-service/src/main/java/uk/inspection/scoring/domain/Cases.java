package uk.inspection.scoring.domain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cases that were ever sampled and where each stands. Immutable, because a state may be folded
 * forward more than once from the same point; a hash trie, because copying a table of all cases for
 * each judgement would make a large inspection slow. A change copies the few nodes on its path.
 */
final class Cases {
    private static final int BITS = 5; // two different hashes part within seven levels

    static final Cases NONE = new Cases(new Branch(0, new Node[0]));

    /** Where a case stands. */
    sealed interface Standing {
        /** In the sample and not judged yet. */
        record Sampled() implements Standing {}

        /** In the sample; the latest answers count. */
        record Judged(Answers answers) implements Standing {}

        /** Out of the sample. */
        record Withdrawn() implements Standing {}
    }

    private sealed interface Node {}

    private record Leaf(String caseId, Standing standing, @Nullable Leaf sameHash)
            implements Node {}

    /** Children in order of their five bits of the hash; {@code present} says which there are. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Branch(int present, Node[] children) implements Node {}

    private final Branch root;

    private Cases(Branch root) {
        this.root = root;
    }

    /** Where the case stands; null when it was never sampled. */
    @Nullable Standing get(String caseId) {
        int hash = hash(caseId);
        Branch at = root;
        for (int shift = 0; ; shift += BITS) {
            int bit = bit(hash, shift);
            if ((at.present & bit) == 0) {
                return null;
            }
            switch (at.children[index(at, bit)]) {
                case Branch branch -> at = branch;
                case Leaf leaf -> {
                    return find(leaf, caseId);
                }
            }
        }
    }

    Cases with(String caseId, Standing standing) {
        return new Cases(put(root, 0, hash(caseId), caseId, standing));
    }

    private static Branch put(Branch at, int shift, int hash, String caseId, Standing standing) {
        int bit = bit(hash, shift);
        int index = index(at, bit);
        if ((at.present & bit) == 0) {
            return insert(at, bit, index, new Leaf(caseId, standing, null));
        }
        Node before = at.children[index];
        Node after =
                switch (before) {
                    case Branch branch -> put(branch, shift + BITS, hash, caseId, standing);
                    case Leaf leaf when hash(leaf.caseId) == hash ->
                            new Leaf(caseId, standing, without(leaf, caseId));
                    case Leaf leaf -> {
                        var lower = new Branch(0, new Node[0]);
                        lower = insert(lower, bit(hash(leaf.caseId), shift + BITS), 0, leaf);
                        yield put(lower, shift + BITS, hash, caseId, standing);
                    }
                };
        Node[] children = at.children.clone();
        children[index] = after;
        return new Branch(at.present, children);
    }

    private static Branch insert(Branch at, int bit, int index, Leaf leaf) {
        Node[] children = Arrays.copyOf(at.children, at.children.length + 1);
        for (int i = at.children.length; i > index; i--) {
            children[i] = children[i - 1];
        }
        children[index] = leaf;
        return new Branch(at.present | bit, children);
    }

    private static @Nullable Standing find(Leaf first, String caseId) {
        for (Leaf leaf = first; leaf != null; leaf = leaf.sameHash) {
            if (leaf.caseId.equals(caseId)) {
                return leaf.standing;
            }
        }
        return null;
    }

    private static @Nullable Leaf without(@Nullable Leaf leaf, String caseId) {
        if (leaf == null) {
            return null;
        }
        return leaf.caseId.equals(caseId)
                ? leaf.sameHash
                : new Leaf(leaf.caseId, leaf.standing, without(leaf.sameHash, caseId));
    }

    private static int hash(String caseId) {
        int hash = caseId.hashCode();
        return hash ^ (hash >>> 16);
    }

    private static int bit(int hash, int shift) {
        return 1 << ((hash >>> shift) & 31);
    }

    private static int index(Branch at, int bit) {
        return Integer.bitCount(at.present & (bit - 1));
    }
}
