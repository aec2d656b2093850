package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshPressWords extends PressWords {

    @Override
    @Message("Hysbysiad i'r wasg")
    String pressNotice();

    @Override
    @Message("Dan embargo tan: {moment}")
    String embargo(String moment);

    @Override
    @Message("Drafft. Nid yw'r adroddiad wedi'i gyhoeddi.")
    String draft();

    @Override
    @Message("yw'r gwelliant sydd ei angen o ran")
    String improvementIn();

    @Override
    @Message("gradd")
    String rated();

    @Override
    @Message("adroddiad ar yr arolygiad")
    String inspected();

    @Override
    @Message(
            "Edrychodd Arolygiaeth Prawf EF ar sampl o achosion ({judged}) gan {body}, yn ardal {area}.")
    String standfirst(String body, String area, int judged);

    @Override
    @Message("Edrychodd Arolygiaeth Prawf EF ar sampl o achosion gan {body}, yn ardal {area}.")
    String standfirstOfFew(String body, String area);

    @Override
    @Message("o'r gwaith yn ddigonol")
    String sufficient();

    @Override
    @Message("Safonau yn ôl eu gradd")
    String standardsRated();

    @Override
    @Message(
            "{#if number == 1}Mae'r adroddiad yn gwneud un argymhelliad.{#else}Mae'r adroddiad yn gwneud {number} o argymhellion.{/if}")
    String recommendations(int number);

    @Override
    @Message("[Dyfyniad: Prif Arolygydd Prawf EF, ar y canfyddiadau]")
    String quotationFindings();

    @Override
    @Message("[Dyfyniad: Prif Arolygydd Prawf EF, ar yr hyn a ddylai newid]")
    String quotationChange();

    @Override
    @Message("DIWEDD")
    String ends();

    @Override
    @Message("Nodiadau i olygyddion")
    String notes();

    @Override
    @Message("Mae'r hysbysiad hwn yn ymwneud ag adroddiad ar arolygiad o dan y fframwaith a ganlyn")
    String report();

    @Override
    @Message("Cynhaliwyd y gwaith maes rhwng {first} a {last}. Achosion yn y sampl: {sampled}.")
    String fieldwork(String first, String last, int sampled);

    @Override
    @Message("Cynhaliwyd y gwaith maes rhwng {first} a {last}.")
    String fieldworkOnly(String first, String last);

    @Override
    @Message("Mae'r adroddiad ar gael, {moment}, yn")
    String available(String moment);

    @Override
    @Message("Cyhoeddwyd yr adroddiad ar {day} ac mae yn")
    String publishedOn(String day);

    @Override
    @Message("Nid yw wedi'i benderfynu eto pryd y cyhoeddir yr adroddiad.")
    String undecided();

    @Override
    @Message(
            "O dan y fframwaith hwn, sgôr yw cyfran yr atebion digonol o blith yr holl atebion a oedd yn berthnasol. Mae'r samplau'n fach ac yn amrywio o ardal i ardal, felly nid yw'r sgorau wedi'u bwriadu ar gyfer cymharu manwl.")
    String pooledMethod();

    @Override
    @Message(
            "O dan y fframwaith hwn, caiff pob safon ei graddio, a phwyntiau'r rhai sy'n cyfrif sy'n rhoi'r radd gyffredinol.")
    String ratedMethod();

    @Override
    @Message(
            "Mae Arolygiaeth Prawf EF yn arolygu gwasanaethau prawf a chyfiawnder ieuenctid yng Nghymru a Lloegr, ac mae'n annibynnol arnynt.")
    String inspectorate();

    @Override
    @Message("Ymholiadau gan y cyfryngau: [enw, rhif ffôn, cyfeiriad e-bost]")
    String contact();

    @Override
    @Message("Yr hysbysiad hwn fel testun plaen")
    String asText();
}
